"""Name each line of a template that is too long to be one thought."""

import sys
from pathlib import Path

LONGEST = 140


def main() -> int:
    ours = [file for app in sys.argv[1:] for file in sorted(Path(app).rglob("templates/**/*")) if file.is_file()]
    long = [
        f"{file}:{number}: {len(line)} characters, at most {LONGEST}"
        for file in ours
        for number, line in enumerate(file.read_text().splitlines(), start=1)
        if len(line) > LONGEST
    ]
    print(*long, sep="\n")
    return bool(long)


if __name__ == "__main__":
    sys.exit(main())
