"""Collect the strings to translate, name those without Chinese: `--collect` keeps them, else nothing changes.

The strings in the code are English, so English is complete when no Han character stands in them.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
HAN = re.compile(r"[\u4e00-\u9fff]")
OWN_NAME = re.compile("巧手|中文|简体中文|长辈版")


def collect() -> None:
    """Bring the catalogue up to date with the code."""
    ignored = [word for name in (".venv", "var", "tests", "docs", "benchmarks") for word in ("--ignore", f"{name}/*")]
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--verbosity", "0"]
    command += ["--no-location", "--no-wrap", "--no-obsolete", *ignored]
    subprocess.run(command, check=True)


def faults() -> list[str]:
    """What is wrong with the catalogue, a line each."""
    found = []
    for entry in polib.pofile(str(CATALOGUE)):
        if not entry.translated() or entry.fuzzy:
            found.append(f"lacks its Chinese: {entry.msgid!r}")
        if HAN.search(OWN_NAME.sub("", entry.msgid)):
            found.append(f"is not English: {entry.msgid!r}")
    return found


def main() -> int:
    before = CATALOGUE.read_bytes()
    try:
        collect()
        found = faults()
    finally:
        if "--collect" not in sys.argv:
            CATALOGUE.write_bytes(before)
    print(*found, f"{len(found)} faults in {CATALOGUE}", sep="\n")
    return bool(found)


if __name__ == "__main__":
    sys.exit(main())
