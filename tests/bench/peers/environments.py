"""Environments of the peers' own, below .venvs/: the Makefile has how each is made."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[3]
PYTHON = ROOT / ".venvs" / "peers" / "bin" / "python"
MODULES = ROOT / ".venvs" / "ltijs" / "node_modules"
STAMPS = (".venvs/peers/pins.stamp", ".venvs/ltijs/npm.stamp")


def install() -> None:
    """Have everything that can be had here; it is made once."""
    subprocess.run(["make", "--silent", "--no-print-directory", *STAMPS], cwd=ROOT, check=True)


def has_ltijs() -> bool:
    """Tell whether ltijs could be installed: there may be no node, or no way to build sqlite3."""
    return (ROOT / STAMPS[1]).exists()
