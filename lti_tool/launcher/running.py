"""Both programs side by side, until one ends or somebody wants no more of them."""

import signal
import sys
import time
from typing import NoReturn

from lti_tool.launcher.place import LINEAGE_LAB, Place
from lti_tool.launcher.preparing import prepare
from lti_tool.launcher.program import SECONDS_BETWEEN_LOOKS, serving
from lti_tool.launcher.terminal import CannotRun, say, shown

READY = """
  Lineage Lab is ready. Open this in a browser:

      {lms}

  It is the practice LMS: choose who you are, open an activity, and watch the grade
  arrive in the gradebook. The tool itself listens at {tool}.

  To install it as an LMS's admin does, choose the administrator, and paste under Tools
  the link that the first of these prints; the second opens the tool's own admin pages:

      {command} platforms invite
      {command} admin

  Ctrl-C stops both. What you do is kept in {folder}/, and so are the logs;
  delete that folder to start afresh.
"""

LOOK = """
  {title} is ready to be looked at. Open this in a browser:

      {lms}/activities/preview

  It is the practice LMS: choose who you are. Amara Okafor learns in the course, Tomás Herrera
  teaches it. After a change to the pack, stop this and start it again.

  Ctrl-C stops both, and nothing is kept.
"""


def start(place: Place) -> int:
    """Run both until a signal; the exit status is 0 then, and 1 where they cannot run."""
    for wish_to_end in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(wish_to_end, signal.default_int_handler)
    try:
        prepare(place)
        _run(place)
    except KeyboardInterrupt:
        say(f"\n  Both are stopped, and {'nothing' if place.preview else 'everything'} is kept.")
        return 0
    except CannotRun as reason:
        sys.stderr.write(f"{reason}\n")
        return 1


def _run(place: Place) -> NoReturn:
    """Start both, say what to open, and watch them until one ends or we are interrupted."""
    say("Starting the practice LMS and the tool ...")
    with (
        serving("The practice LMS", _practice_lms(place), place, "practice.log") as lms,
        serving("The tool", _tool(place), place, "tool.log") as tool,
    ):
        lms.wait_until_it_answers(f"{place.lms}/")
        tool.wait_until_it_answers(f"{place.tool}/healthz")
        say(_ready(place))
        while True:
            lms.check()
            tool.check()
            time.sleep(SECONDS_BETWEEN_LOOKS)


def _practice_lms(place: Place) -> list[str]:
    """Return the command that serves the practice LMS."""
    ways = ["--port", str(place.lms_port), "--tool", place.tool]
    ways += ["--data", str(place.folder / "practice.db")]
    if look := place.preview:
        ways += ["--preview", look.pack.name, look.title, str(look.points)]
    return [sys.executable, "-m", "lti_tool.practice", *ways]


def _tool(place: Place) -> list[str]:
    """Return the command that serves the tool."""
    return [LINEAGE_LAB, "serve", "--port", str(place.tool_port)]


def _ready(place: Place) -> str:
    """Return the words that say what to open."""
    if place.preview:
        return LOOK.format(title=place.preview.title, lms=place.lms)
    return READY.format(
        lms=place.lms,
        tool=place.tool,
        command=shown(place.command),
        folder=shown(place.folder),
    )
