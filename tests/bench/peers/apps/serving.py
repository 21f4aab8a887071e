"""What every Python peer is served by: waitress, as `lineage-lab serve` sets it up.

A peer is told its port and a folder; registration.json in it is the platform, in the words of
pylti1p3's own configuration file, with the tool's keys beside it.
"""

import json
import sys
from pathlib import Path
from typing import Any

import waitress

THREADS = 16  # lti_tool/cli.py's
PORT, FOLDER = int(sys.argv[1]), Path(sys.argv[2])
REGISTRATION = FOLDER / "registration.json"


def platform() -> tuple[str, dict[str, Any]]:
    """Return the issuer, and its only registration."""
    ((issuer, (registration,)),) = json.loads(REGISTRATION.read_text()).items()
    return issuer, registration


def serve(app: Any) -> None:
    """Serve until the process is ended."""
    waitress.serve(app, host="127.0.0.1", port=PORT, threads=THREADS)
