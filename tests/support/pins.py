"""Install a file of hashed pins into the environment whose Python runs this, showing how far it is.

.venv/bin/python tests/support/pins.py requirements/run.txt
"""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

PIN = re.compile(r"^[A-Za-z0-9][\w.\[\]-]*==", re.MULTILINE)
# What pip says once about each line of the file, whether it takes it from an index, from a file,
# or not at all.
ONE_MORE = re.compile(
    r"^(?:Collecting|Processing|Ignoring|Requirement already satisfied:) (?:\S*/)?(.+?)(?:==|-\d|:)"
)


def install(pins: Path) -> int:
    """Run pip, counting the packages that it has dealt with; returns its exit status."""
    total = len(PIN.findall(pins.read_text()))
    pip = [sys.executable, "-m", "pip", "install", "--require-hashes", "--no-input"]
    # The file names all that is needed. Asked to look for more, pip takes a package that it meets
    # first without the extra, with which it is pinned, for one without a pin.
    with subprocess.Popen(
        [*pip, "--no-deps", "--progress-bar=off", "-r", str(pins)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    ) as process:
        said = list(shown(process.stdout or (), total))
    if process.returncode:
        sys.stdout.write("".join(said[-30:]))
        sys.stdout.write(f"\npip could not install {pins}; what it said last is above.\n")
    return process.returncode


def shown(lines: Iterable[str], total: int) -> Iterable[str]:
    """Pass pip's lines on, keeping a count on the screen (in a log, every tenth)."""
    live, count = sys.stdout.isatty(), 0
    for line in lines:
        yield line
        if match := ONE_MORE.match(line):
            count += 1
            if live or count % 10 == 0:
                show(f"  {min(count, total)} of {total}: {match[1]}", live)
        elif line.startswith("Installing collected"):
            show("  unpacking them ...", live)
    show("", live)


def show(text: str, live: bool) -> None:
    """Replace the line on a screen, add one to a log."""
    if live:
        sys.stdout.write(f"\r\033[K{text}")
    elif text:
        sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(install(Path(sys.argv[1])))
