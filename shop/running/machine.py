"""Install the system libraries and programs that the wheels lack as root, or list what is missing."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from ctypes.util import find_library
from pathlib import Path
from typing import NamedTuple

FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path.home() / ".fonts",
    Path("/Library/Fonts"),
)


def _has_chinese_font() -> bool:
    names = ("*NotoSansCJK*", "*NotoSerifCJK*", "*wqy*", "*SourceHanSans*", "*PingFang*", "*msyh*")
    return any(next(folder.rglob(name), None) for folder in FONT_FOLDERS if folder.exists() for name in names)


def chromium() -> str | None:
    """Return the path of a Chromium or Chrome to test with, if this machine has one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


class Need(NamedTuple):
    """A need of the system: how to see whether it is there, and the Debian packages that bring it."""

    what: str
    is_there: Callable[[], bool]
    packages: tuple[str, ...]


RUN = (
    Need(
        "Pango (for PDF)",
        lambda: bool(find_library("pango-1.0") and find_library("pangoft2-1.0")),
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
    ),
    Need("a Chinese font (for PDF)", _has_chinese_font, ("fonts-noto-cjk",)),
)
TEST = (
    *RUN,
    Need("gettext (for translations)", lambda: bool(shutil.which("xgettext")), ("gettext",)),
    Need("libatomic (for Playwright)", lambda: bool(find_library("atomic")), ("libatomic1",)),
    Need("Chromium (for browser tests)", lambda: bool(chromium()), ("chromium",)),
)


def missing(needs: tuple[Need, ...]) -> list[Need]:
    """Return those of `needs` that this machine lacks."""
    return [need for need in needs if not need.is_there()]


def install(packages: list[str]) -> None:
    """Install Debian packages, quietly unless it fails. Raises CalledProcessError with apt's own words."""
    quiet = {"env": {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, "check": True, "stdout": subprocess.DEVNULL}
    subprocess.run(["apt-get", "update", "-qq"], **quiet)  # type: ignore[call-overload]  # noqa: S607 apt of the system
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], **quiet)  # type: ignore[call-overload]  # noqa: S603, S607


def prepare(needs: tuple[Need, ...]) -> list[Need]:
    """Install what is missing where we are root and have apt. Returns what is still missing."""
    lacking = missing(needs)
    if lacking and hasattr(os, "geteuid") and os.geteuid() == 0 and shutil.which("apt-get"):
        print("Installing with apt:", ", ".join(need.what for need in lacking), flush=True)
        install([package for need in lacking for package in need.packages])
        lacking = missing(needs)
    if any(need.what.startswith("Chromium") for need in lacking):
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    return lacking


def main() -> int:
    """Prepare the machine to `run` or `test`. `run` goes on when something is missing, `test` needs everything."""
    for_tests = sys.argv[1:] == ["test"]
    lacking = prepare(TEST if for_tests else RUN)
    if not lacking:
        return 0
    packages = " ".join(package for need in lacking for package in need.packages)
    print(
        f"Missing: {', '.join(need.what for need in lacking)}. On Debian: apt-get install {packages}", file=sys.stderr
    )
    return int(for_tests and any(not need.what.startswith("Chromium") for need in lacking))


if __name__ == "__main__":
    sys.exit(main())
