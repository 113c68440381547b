"""Prove the project, step by step. `--quick` leaves out what needs a database or a browser."""

import os
import subprocess
import sys
from pathlib import Path
from time import monotonic

BIN = Path(sys.executable).parent
PYTHON = sys.executable
OUR_PACKAGES = ["shop", "catalog", "workshops", "dispatch", "cms", "media"]
SAFE = {
    "DEMO": "false",
    "SECRET_KEY": "not-a-real-key-but-long-enough-and-random-enough-8c1f0be2d7",
    "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none",
    "VALKEY_URL": "redis://127.0.0.1:1/0",
    "ALLOWED_HOSTS": "shop.example",
    "STRIPE_SECRET_KEY": "sk_live_of_nobody",
    "STRIPE_WEBHOOK_SECRET": "whsec_of_nobody",
    "SMS_GATEWAY": "tests.gateway.Texts",
    "SEALING_KEY": "bm90LWEtcmVhbC1rZXktYnV0LWxvbmctZW5vdWdoLS0=",
}

QUICK = {
    "lint": [str(BIN / "ruff"), "check", "."],
    "format": [str(BIN / "ruff"), "format", "--check", "."],
    "templates": [str(BIN / "djlint"), *OUR_PACKAGES, "--lint", "--quiet"],
    "template lines": [PYTHON, "tests/template_lines.py", *OUR_PACKAGES],
    "types": [str(BIN / "mypy")],
    "imports": [str(BIN / "lint-imports")],
    "containers": [str(BIN / "hadolint"), "deploy/Dockerfile"],
}
PYTEST = ["--quiet", "--numprocesses", "2", "--dist", "loadgroup", "--durations", "25"]
THOROUGH = {
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
    "translations": [PYTHON, "tests/translations.py"],
    "production": [PYTHON, "manage.py", "check", "--deploy", "--fail-level", "WARNING"],
    "tests": [str(BIN / "pytest"), *PYTEST],
}


def prove(name: str, command: list[str]) -> bool:
    """Run one step. Its output is shown only when it fails, except that of the tests."""
    began = monotonic()
    shown = name == "tests"
    environment = {**os.environ, **(SAFE if name == "production" else {"DEMO": "true"})}
    done = subprocess.run(command, capture_output=not shown, text=True, check=False, env=environment)
    good = done.returncode == 0
    print(f"{'ok  ' if good else 'FAIL'} {name} ({monotonic() - began:.0f} s)", flush=True)
    if not good and not shown:
        print(done.stdout, done.stderr, sep="\n", flush=True)
    return good


def main() -> int:
    steps = QUICK if "--quick" in sys.argv else QUICK | THOROUGH
    results = {name: prove(name, command) for name, command in steps.items()}
    failed = [name for name, good in results.items() if not good]
    print("Failed: " + ", ".join(failed) if failed else "All is well.", flush=True)
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
