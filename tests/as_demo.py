"""Ask for the demo before pytest reads the settings, so that tests never touch a real site."""

import os

os.environ["DEMO"] = "true"
