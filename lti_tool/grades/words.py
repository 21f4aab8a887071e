"""What became of a score, in the words that learner and instructor both read."""

from __future__ import annotations

from dataclasses import dataclass

from lti_tool.formats import clock as clock
from lti_tool.formats import number as number
from lti_tool.models import WITHDRAWN, ResourceLink, Score
from lti_tool.opening import Role
from quizzes.counting import AttemptLine, Counting
from quizzes.saying import joined, say, say_number
from quizzes.standings import Standing


@dataclass(frozen=True)
class GradeLine:
    """The state of a grade in the LMS, and a sentence about it.

    Attributes:
        state: not_due, queued, sent, withdrawn, refused, no_column, or staff for whoever is not
            graded.
        sentence: what is so, for whoever looks.
        advice: what the learner can do; empty where there is nothing to do.
    """

    state: str
    sentence: str
    advice: str = ""


LEARNER = Role(is_staff=False)
RELOAD = say("Reload this page in a moment.")
"""For whoever has no script, or waits for long: the page asks by itself at first."""


def describe(score: Score | None, link: ResourceLink, role: Role = LEARNER) -> GradeLine:
    """Say where a person's grade is."""
    if role.is_staff:
        return GradeLine("staff", say("Staff are not graded."))
    if role.is_trial:
        return GradeLine("staff", say("This is a trial: it is not graded."))
    if not link.takes_grades:
        return GradeLine(
            "no_column",
            say("The LMS does not let this tool send scores here.")
            if link.line_item_url
            else say("No grade column in the LMS belongs to this link."),
            say("So no score is sent; if you expect a grade, ask your instructor."),
        )
    if not score or (score.finding == WITHDRAWN and not score.delivered_at):
        return GradeLine("not_due", say("No grade is sent until the questions are submitted."))
    points = say("{given} of {maximum}", given=number(score.given), maximum=number(score.maximum))
    if score.finding == WITHDRAWN:
        return GradeLine("withdrawn", _withdrawn(score, points))
    if score.due_at is None and score.version == score.delivered_version and score.delivered_at:
        return GradeLine("sent", _sent(score, points, clock(score.delivered_at)))
    if score.due_at is None:
        return GradeLine(
            "refused",
            say(
                "{points}: the LMS did not take it. {problem}",
                points=points,
                problem=score.problem or "",
            ),
            say("Your work is kept here: tell your instructor, who can send it again."),
        )
    if score.problem:
        sentence = say(
            "{points}: not in the gradebook yet. {problem} It will be sent again automatically.",
            points=points,
            problem=score.problem or "",
        )
        return GradeLine("queued", sentence, RELOAD)
    return GradeLine("queued", say("{points}: on its way to the gradebook.", points=points), RELOAD)


def _withdrawn(score: Score, points: str) -> str:
    """Say what the platform keeps; where several were sent, nobody knows which one."""
    if score.version != score.delivered_version:
        return say(
            "The grade that was sent to the gradebook no longer counts. It stays there until a "
            "submission counts or a teacher changes it there."
        )
    return say(
        "{points}, as sent to the gradebook, no longer counts. It stays there until a submission "
        "counts or a teacher changes it there.",
        points=points,
    )


def _sent(score: Score, points: str, at: str) -> str:
    """Say what is in the gradebook, also where a comparison found other numbers than ours."""
    given, maximum = number(score.found_given or 0), number(score.found_maximum or 0)
    there = say("{given} of {maximum}", given=given, maximum=maximum)
    said = {"there": there, "points": points, "at": at}
    if score.finding == "overridden":
        return say(
            "In the gradebook: {there}, set there by a teacher. This tool sent {points}, {at}",
            **said,
        )
    if score.finding == "different":
        return say("Sent: {points}, {at}. The gradebook shows {there}.", **said)
    if score.finding == "agrees" and score.found_maximum != score.maximum:
        return say("In the gradebook: {points}, which is {there} there, {at}", **said)
    return say("In the gradebook: {points}, {at}", points=points, at=at)


def comment(standing: Standing) -> str:
    """List the parts of a score in words, for whoever looks at the gradebook."""
    done, override = standing.completion, standing.override
    parts: list[str] = [
        *_questions(standing),
        say("sections read {number} of {total}", number=done.sections_read, total=done.sections),
        say(
            "reflections {number} of {total}", number=done.reflections_done, total=done.reflections
        ),
    ]
    if override:
        reason = override.reason.rstrip(".")
        parts.append(say("decided by {author}: {reason}", author=override.author, reason=reason))
    return say("{parts}.", parts=joined(", ", parts))


def _questions(standing: Standing) -> list[str]:
    """Say what the questions gave, by which attempts; nothing before one is submitted."""
    counted, attempts = standing.counted, len(standing.submitted)
    if len(counted) > 1:
        share = number(100 * standing.questions_share)
        return [say("Questions {share} % (average of {attempts})", share=share, attempts=attempts)]
    found: list[str] = []
    for line in counted:
        found.append(_of_attempt(line, attempts, standing.counting))
        if line.penalty:
            less = number(100 * line.penalty)
            found.append(say("less {share} % for being late", share=less))
    return found


def _of_attempt(line: AttemptLine, attempts: int, counting: Counting) -> str:
    """Say it in percent first: the questions' own points are not those of the gradebook."""
    said = {
        "share": number(100 * line.share),
        "given": number(line.given or 0),
        "maximum": number(line.maximum or 0),
    }
    if attempts == 1:
        return say("Questions {share} % ({given} of {maximum})", **said)
    if counting == "best":
        return say_number(
            "Questions {share} % ({given} of {maximum}, best of {number} attempt)",
            "Questions {share} % ({given} of {maximum}, best of {number} attempts)",
            attempts,
            **said,
        )
    return say("Questions {share} % ({given} of {maximum}, attempt {nth})", nth=line.number, **said)
