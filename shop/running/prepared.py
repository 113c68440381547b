"""Fingerprint the files that database, static files and compiled planner were built from."""

from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("shop", "catalog", "workshops", "dispatch", "cms", "media", "demo")


def is_current(var: Path) -> bool:
    """Return whether nothing has changed since the last `mark` (and the static files are still there)."""
    stamp = _stamp(var)
    return stamp.exists() and stamp.read_text() == _print_of_files() and (var / "static").exists()


def mark(var: Path) -> None:
    """Store the fingerprint of the files as they are now."""
    _stamp(var).write_text(_print_of_files())


def _stamp(var: Path) -> Path:
    return var / "prepared.stamp"


def _print_of_files() -> str:
    """Return the fingerprint of all migrations, static files, locked requirements and the planner.

    It covers their names, sizes and times.
    """
    digest = sha256()
    planner = (ROOT / "dispatch" / "planner").rglob("*.py")
    for file in sorted([*(ROOT / "requirements").glob("*.txt"), *planner, *_own_files()]):
        known = file.stat()
        digest.update(f"{file.relative_to(ROOT)} {known.st_size} {known.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _own_files() -> list[Path]:
    folders = ("migrations", "static")
    found = [path for package in PACKAGES for name in folders for path in (ROOT / package).rglob(f"{name}/**/*")]
    return [path for path in found if path.is_file() and "__pycache__" not in path.parts]
