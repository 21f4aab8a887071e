"""`python -m lti_tool.launcher`: what `make run` types."""

import argparse
import sys
from pathlib import Path

from lti_tool.launcher.place import Place
from lti_tool.launcher.running import start


def parse() -> Place:
    """Read the command line."""
    parser = argparse.ArgumentParser("python -m lti_tool.launcher")
    parser.add_argument("--tool-port", type=port, default=8001)
    parser.add_argument("--lms-port", type=port, default=8000)
    parser.add_argument("--folder", type=Path, default=Path("instance"), help="for data and logs")
    given = parser.parse_args()
    if given.tool_port == given.lms_port:
        parser.error("the practice LMS and the tool need two different ports")
    return Place(given.folder.absolute(), given.tool_port, given.lms_port)


def port(text: str) -> int:
    """Read a port from the command line; argparse calls another number an invalid `port` value."""
    if not 0 < (number := int(text)) < 65536:
        raise ValueError
    return number


if __name__ == "__main__":
    sys.exit(start(parse()))
