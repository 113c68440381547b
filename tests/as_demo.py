"""Ask for the demo before pytest reads the settings, so that tests never touch a real site or the developer's demo."""

import os
from pathlib import Path

os.environ["DEMO"] = "true"
os.environ.setdefault("VAR", str(Path(__file__).resolve().parent.parent / "var" / "tests"))
