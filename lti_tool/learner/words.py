"""Progress in sentences: the lines of the page, wherever they are shown."""

from typing import Any

from quizzes.progress import Completion


def lines(done: Completion) -> dict[str, Any]:
    """Return all that a page says of progress, by the names that its scripts know."""
    return {
        "done_line": done_line(done),
        "progress_line": progress_line(done),
        "sections_read": done.sections_read,
        "reflections_done": done.reflections_done,
        "missing": missing(done),
    }


def done_line(done: Completion) -> str:
    """Say how many of the activities are done: the questions are the one there is."""
    return f"{int(done.submitted)}/1 done"


def progress_line(done: Completion) -> str:
    """Say how the reading and the activity stand."""
    reading = "Reading done" if done.reading_done else "Reading in progress"
    return f"{reading} · {int(done.submitted)} of 1 activity done"


def missing(done: Completion) -> list[str]:
    """Say what is left to do, a sentence each."""
    sections, reflections = (
        done.sections - done.sections_read,
        done.reflections - done.reflections_done,
    )
    sentences = []
    if sections:
        sentences.append(f"{_count(sections, 'section')} still to read.")
    if reflections:
        sentences.append(f"{_count(reflections, 'reflection')} still to write.")
    if not done.submitted:
        sentences.append("The questions are not submitted yet.")
    return sentences


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
