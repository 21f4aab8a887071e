"""What has to be there first: free ports, the folder, the database, and the LMS as a platform."""

import socket
import subprocess
from contextlib import suppress

from lti_tool.launcher.place import LINEAGE_LAB, Place, make_folder
from lti_tool.launcher.terminal import CannotRun, say


def prepare(place: Place) -> None:
    """Check the ports; make the folder, the secret, the database and the registration."""
    for number, name in ((place.lms_port, "lms"), (place.tool_port, "tool")):
        way = f"--{name}-port " if place.preview else f"make run {name.upper()}_PORT="
        _require_free(number, f"{way}{9000 + number % 10}")
    say("Preparing the database ...")
    make_folder(place)
    _do(place, "db", "upgrade")
    _do(
        place,
        *("platforms", "add", "--issuer", place.lms, "--client-id", "practice-client"),
        *("--login-url", f"{place.lms}/lti/authorize", "--token-url", f"{place.lms}/lti/token"),
        *("--keys-url", f"{place.lms}/lti/jwks.json", "--deployment", "1"),
    )


def _require_free(number: int, other: str) -> None:
    """Raise CannotRun if somebody listens on the port, on IPv4 or on IPv6."""
    for address in ("127.0.0.1", "::1"):
        with suppress(OSError), socket.create_connection((address, number), timeout=1):
            raise CannotRun(
                f"Port {number} is taken, perhaps by another `make run`: stop what listens "
                f"there, or choose another port, as in `{other}`."
            )


def _do(place: Place, *arguments: str) -> None:
    """Have the tool's own command do one thing; raises CannotRun with its words if it fails."""
    done = subprocess.run(  # noqa: S603
        [LINEAGE_LAB, *arguments],
        env=place.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    if done.returncode:
        command = " ".join(arguments[:2])
        raise CannotRun(f"{done.stdout}\n`lineage-lab {command}` failed, for the reason above.")
