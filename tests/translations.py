"""Collect the strings to translate and name those without sound Chinese. `--collect` writes the catalogue.

The strings in the code are English, so English is complete when no Han character stands in them.
"""

import re
import subprocess
import sys
from pathlib import Path

import polib

CATALOGUE = Path("locale/zh_Hans/LC_MESSAGES/django.po")
ELSEWHERE = (".venv", "var", "node_modules", "tests", "docs", "benchmarks")
HAN = re.compile(r"[\u4e00-\u9fff]")
OWN_NAME = re.compile("巧手|中文|简体中文|长辈版")
PLACEHOLDER = re.compile(r"%\(\w+\)[-+ #0-9.]*[a-z]|%[sd]|\{\w*\}")


def collect() -> None:
    """Bring the catalogue up to date with the code: sorted, without guesses or date, to differ only where words do."""
    ignored = [word for name in ELSEWHERE for word in ("--ignore", f"{name}/*")]
    command = [sys.executable, "manage.py", "makemessages", "--locale", "zh_Hans", "--verbosity", "0"]
    subprocess.run([*command, "--no-location", "--no-wrap", "--no-obsolete", *ignored], check=True)
    catalogue = polib.pofile(str(CATALOGUE), wrapwidth=0)
    catalogue.metadata.pop("POT-Creation-Date", None)
    for entry in catalogue:
        if entry.fuzzy:
            forget(entry)
    catalogue.sort(key=lambda entry: (entry.msgid, entry.msgctxt or ""))
    catalogue.save()


def forget(entry: polib.POEntry) -> None:
    """Empty an entry whose Chinese was guessed from another's."""
    entry.flags.remove("fuzzy")
    entry.msgstr, entry.msgstr_plural = "", dict.fromkeys(entry.msgstr_plural, "")
    entry.previous_msgid = entry.previous_msgid_plural = entry.previous_msgctxt = None


def faults() -> list[str]:
    """Return what is wrong with the catalogue, a line each."""
    return [f"{fault}: {entry.msgid!r}" for entry in polib.pofile(str(CATALOGUE)) for fault in faults_of(entry)]


def faults_of(entry: polib.POEntry) -> list[str]:
    """Return what is wrong with one entry: the one Chinese plural form must hold what the English plural holds."""
    english, chinese = entry.msgid_plural or entry.msgid, entry.msgstr_plural.get(0) or entry.msgstr
    found = []
    if not entry.translated() or entry.fuzzy:
        found.append("lacks its Chinese")
    elif sorted(PLACEHOLDER.findall(english)) != sorted(PLACEHOLDER.findall(chinese)):
        found.append("has other placeholders in Chinese")
    if HAN.search(OWN_NAME.sub("", entry.msgid)):
        found.append("is not English")
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
