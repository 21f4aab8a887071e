"""What authors type: is a pack sound, and how does it look?"""

import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from lti_tool.launcher.place import Place, Preview
from lti_tool.launcher.running import start
from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.content.trying import unbuildable
from quizzes.errors import MalformedPack

PACK = click.Path(exists=True, file_okay=False, path_type=Path)
PORT = click.IntRange(1, 65535)


@click.group()
def content() -> None:
    """Packs: the activities that you write."""


@content.command()
@click.argument("path", type=PACK)
def check(path: Path) -> None:
    """Say what is wrong with the pack in the folder PATH, a line for each fault.

    Every question is built for 20 attempts. Ends with status 1 where something is wrong.
    """
    activity = _sound(path)
    sections = _counted(len(activity.sections), "section")
    questions = _counted(len(activity.questions), "question")
    click.echo(f"{path} is sound: {sections}, {questions}")


@content.command()
@click.argument("path", type=PACK)
@click.option("--tool-port", default=8001, show_default=True, type=PORT)
@click.option("--lms-port", default=8000, show_default=True, type=PORT)
def preview(path: Path, tool_port: int, lms_port: int) -> None:
    """Open the pack in the folder PATH in a practice LMS, until Ctrl-C; nothing is kept."""
    activity = _sound(path)
    if tool_port == lms_port:
        raise click.UsageError("The practice LMS and the tool need two different ports.")
    shown = Preview(path.resolve(), activity.title, activity.points)
    with TemporaryDirectory(prefix="lineage-lab-") as folder:
        status = start(Place(Path(folder), tool_port, lms_port, shown))
    sys.exit(status)


def _sound(path: Path) -> Activity:
    """Return what is in the pack; print its faults and end where it has any."""
    try:
        activity = catalogue.read(path)
    except MalformedPack as faults:
        click.echo(str(faults))
        sys.exit(1)
    if unbuilt := list(unbuildable(activity)):
        click.echo("\n".join(f"{activity.key}/{catalogue.ACTIVITY}: {each}" for each in unbuilt))
        sys.exit(1)
    return activity


def _counted(number: int, what: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'}"
