"""Compile the translations: `python shop/running/messages.py`. It needs polib alone, and no gettext on the machine."""

from pathlib import Path

import polib

LOCALE = Path(__file__).resolve().parents[2] / "locale"

if __name__ == "__main__":
    for source in LOCALE.rglob("*.po"):
        polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
