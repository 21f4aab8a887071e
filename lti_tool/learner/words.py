"""Progress in sentences: the lines of the page, wherever they are shown."""

from typing import Any

from lti_tool.grades.words import number
from quizzes.models import Placement
from quizzes.placements import points_to_pass
from quizzes.progress import Completion
from quizzes.standings import Standing


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


def points_line(placement: Placement) -> str:
    """Say what earns points."""
    questions = placement.points * placement.question_share
    rest, whole = placement.points - questions, placement.points
    return (
        f"Questions {number(questions)} points, reading and reflections {number(rest)}: "
        f"out of {number(whole)}."
    )


def earned_line(standing: Standing, placement: Placement) -> str:
    """Say how a score comes about; nothing before there is one."""
    if standing.score is None or not standing.best_attempt:
        return ""
    questions = placement.points * placement.question_share
    rest = placement.points - questions
    return (
        f"Questions {number(questions * standing.best_attempt.share)} of {number(questions)}, "
        f"reading and reflections {number(rest * standing.completion.reading_share)} of "
        f"{number(rest)}: {number(standing.score)} of {number(placement.points)} in all."
    )


def pass_line(standing: Standing, placement: Placement) -> str:
    """Say what it takes to pass and whether that is done; nothing where there is no pass mark."""
    from_on, whole = number(points_to_pass(placement)), number(placement.points)
    if not placement.pass_mark:
        return ""
    if standing.score is None:
        return f"Passed from {from_on} of {whole} points on."
    verdict = "Passed" if is_passed(standing, placement) else "Not passed yet"
    return f"{verdict}: {number(standing.score)} of {whole}, from {from_on} on."


def is_passed(standing: Standing, placement: Placement) -> bool:
    """Tell whether the score is as high as the pass mark."""
    return standing.score is not None and standing.score >= points_to_pass(placement)


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
