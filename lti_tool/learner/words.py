"""Progress in sentences: the lines of the page, wherever they are shown."""

from collections.abc import Collection, Sequence
from typing import Any

from lti_tool.formats import number
from quizzes.content.activity import Activity
from quizzes.models import Placement
from quizzes.placements import points_to_pass
from quizzes.progress import Completion
from quizzes.saying import joined, say, say_number
from quizzes.standings import Standing

STATES = {
    "checked": say("Checked"),
    "answered": say("Answered"),
    "partly": say("Partly"),
    "open": say("Not yet"),
}


def told(what: str, number: int) -> str:
    """Say why a form was not done as it was sent; nothing where `what` is nothing that we say."""
    return {
        "empty": say(
            "You chose nothing in question {number}, so there was nothing to check.", number=number
        ),
        "at_the_end": say(
            "Answers are marked at the end here. Your answer to question {number} is saved.",
            number=number,
        ),
        "checked": say(
            "Your answer to question {number} was checked before, so it stays as it is. Your "
            "answers to the questions that are not checked yet are saved.",
            number=number,
        ),
    }.get(what, "")


def partly_line(left: int, total: int) -> str:
    """Ask whether an answer that is not whole is to be checked."""
    return say_number(
        "{number} of {total} is still open. Check it all the same?",
        "{number} of {total} are still open. Check it all the same?",
        left,
        total=total,
    )


def left_lines(states: Sequence[str]) -> list[str]:
    """Say how many questions are left to answer, a sentence each; nothing where none is."""
    none, some = states.count("open"), states.count("partly")
    sentences: list[str] = []
    if none:
        sentences.append(
            say_number(
                "{number} question has no answer yet.",
                "{number} questions have no answer yet.",
                none,
            )
        )
    if some:
        sentences.append(
            say_number(
                "{number} question is answered only partly.",
                "{number} questions are answered only partly.",
                some,
            )
        )
    return sentences


def lines(done: Completion) -> dict[str, Any]:
    """Return all that a page says of progress."""
    return {
        "done_line": done_line(done),
        "left_line": left_line(done),
        "progress_line": progress_line(done),
        "missing": missing(done),
    }


def time_left(chosen: Activity, read: Collection[str]) -> str:
    """Say how long the sections that are left take to read."""
    minutes = sum(section.minutes for section in chosen.sections if section.id not in read)
    if not minutes:
        return say("Everything is read.")
    return say_number("About {number} minute left.", "About {number} minutes left.", minutes)


def done_line(done: Completion) -> str:
    """Say how many of the activities are done: of the one there is, nothing may be left."""
    return say("{number}/{total} done", number=int(done.complete), total=1)


def left_line(done: Completion) -> str:
    """Say what is left to whoever has submitted and may think that this was all."""
    return joined(" ", missing(done)) if done.submitted and not done.complete else ""


def progress_line(done: Completion) -> str:
    """Say how the reading and the activity stand."""
    reading = say("Reading done") if done.reading_done else say("Reading in progress")
    number = int(done.complete)
    return joined(
        " · ", [reading, say("{number} of {total} activity done", number=number, total=1)]
    )


def points_line(placement: Placement) -> str:
    """Say what earns points."""
    questions = placement.points * placement.question_share
    rest, whole = placement.points - questions, placement.points
    return say(
        "Questions earn up to {questions} points, reading and reflections up to {rest}: "
        "{whole} in all.",
        questions=number(questions),
        rest=number(rest),
        whole=number(whole),
    )


def earned_line(standing: Standing, placement: Placement) -> str:
    """Say how a score comes about; nothing before there is one."""
    if standing.reckoned is None:
        return ""
    questions = placement.points * placement.question_share
    rest = placement.points - questions
    return say(
        "Questions {given} of {questions}, reading and reflections {done} of {rest}: "
        "{score} of {whole} in all.",
        given=number(questions * standing.questions_share),
        questions=number(questions),
        done=number(rest * standing.completion.reading_share),
        rest=number(rest),
        score=number(standing.reckoned),
        whole=number(placement.points),
    )


def decided_lines(standing: Standing, placement: Placement) -> list[str]:
    """Say what an instructor decided in place of what was reckoned, and why."""
    override, lines = standing.override, list[str]()
    if not override:
        return lines
    if override.points is not None and standing.score is not None:
        lines.append(
            say(
                "{author} set your mark to {score} of {whole}.",
                author=override.author,
                score=number(standing.score),
                whole=number(placement.points),
            )
        )
    if override.reading_done is True:
        lines.append(
            say("{author} counts your reading and reflections as done.", author=override.author)
        )
    if override.reading_done is False:
        lines.append(
            say("{author} counts your reading and reflections as not done.", author=override.author)
        )
    return [*lines, say("Why: {reason}", reason=override.reason)]


COUNTS = {
    "best": "",
    "last": say("Your last attempt counts."),
    "first": say("Your first attempt counts."),
    "average": say("The average of your attempts counts."),
}
"""Which of several attempts counts, where that is not the best, as pages say anyway."""


def counts_line(placement: Placement) -> str:
    """Say which of several attempts counts, and what being late costs, where there is more."""
    lines = [COUNTS[placement.counting]] if placement.attempts_allowed > 1 else []
    if placement.late_penalty:
        share = number(100 * placement.late_penalty)
        lines.append(say("Each day late costs {share} % of what the questions earn.", share=share))
    return joined(" ", filter(None, lines))


def pass_line(standing: Standing, placement: Placement) -> str:
    """Say what it takes to pass and whether that is done; nothing where there is no pass mark."""
    needed, whole = number(points_to_pass(placement)), number(placement.points)
    if not placement.pass_mark:
        return ""
    if standing.score is None:
        return say("You pass with {needed} of {whole} points or more.", needed=needed, whole=whole)
    given = {"score": number(standing.score), "whole": whole, "needed": needed}
    if is_passed(standing, placement):
        return say("Passed: {score} of {whole} points, {needed} needed.", **given)
    return say("Not passed yet: {score} of {whole} points, {needed} needed.", **given)


def is_passed(standing: Standing, placement: Placement) -> bool:
    """Tell whether the score is as high as the pass mark."""
    return standing.score is not None and standing.score >= points_to_pass(placement)


def missing(done: Completion) -> list[str]:
    """Say what is left to do, a sentence each."""
    sections, reflections = (
        done.sections - done.sections_read,
        done.reflections - done.reflections_done,
    )
    sentences: list[str] = []
    if sections:
        sentences.append(
            say_number(
                "{number} section still to read.", "{number} sections still to read.", sections
            )
        )
    if reflections:
        sentences.append(
            say_number(
                "{number} reflection still to write, or still too short.",
                "{number} reflections still to write, or still too short.",
                reflections,
            )
        )
    if not done.submitted:
        sentences.append(say("The questions are not submitted yet."))
    return sentences


def newer_line(numbers: Sequence[int]) -> str:
    """Say which answers counted that the submitted page did not show; nothing where none did."""
    if not numbers:
        return ""
    return say_number(
        "Question {numbers} was marked with a newer answer than your page had: it was saved in "
        "another tab or on another device.",
        "Questions {numbers} were marked with newer answers than your page had: they were "
        "saved in another tab or on another device.",
        len(numbers),
        numbers=", ".join(map(str, numbers)),
    )


def practised_line(given: str, points: int) -> str:
    """Say what an answer would have earned."""
    return say_number(
        "This would have earned {given} of {number} point.",
        "This would have earned {given} of {number} points.",
        points,
        given=given,
    )


def no_practice(standing: Standing) -> str:
    """Say when somebody who may not practise now may."""
    if standing.completion.submitted:
        return say("Submit your open attempt first; then you can practise again.")
    return say("You can practise once you have submitted the questions.")
