"""What learners do with the questions: begin an attempt, answer, check, submit.

A single answer that is picked is saved in picks.py.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select
from sqlalchemy.orm import Session, defer, joinedload

from quizzes import asking, learners, marks
from quizzes.errors import AttemptNotFound, Malformed, PlacementClosed
from quizzes.grading import Quiz, grade
from quizzes.items.answering import Offer, read_answer
from quizzes.items.item import Answer
from quizzes.models import Attempt, Placement, Reflection, Response
from quizzes.placements import CLOSED, Dates
from quizzes.saying import say

CONFIDENCES = frozenset({"guessing", "fairly_sure", "certain"})
NOTHING: Mapping[str, str] = {}
# Made once, as to put a statement together takes longer than to ask it. What an attempt asks is a
# long text, which is mostly remembered; it would come with each answer again.
_MINE = (
    select(Attempt)
    .where(
        Attempt.id == bindparam("attempt"),
        Attempt.learner_id == bindparam("learner"),
        Attempt.placement_id == bindparam("placement"),
    )
    .options(joinedload(Attempt.responses), defer(Attempt.quiz), defer(Attempt.reflections))
)
SUBMITTED = say("This attempt is already submitted; its answers stay as they are.")


def unfinished(
    session: Session, placement: Placement, learner_id: int, allowed: int | None
) -> Attempt | None:
    """Return the attempt that is open; None where the next one can begin.

    Raises PlacementClosed where all that are `allowed` (None: any number) were used.
    """
    counting = _of(placement, learner_id).filter_by(set_aside_at=None)
    if found := session.scalars(counting.filter_by(submitted_at=None)).one_or_none():
        return found
    if allowed is not None and _count(session, counting) >= allowed:
        raise PlacementClosed(say("You have used all of your attempts."))
    return None


def start(
    session: Session,
    drawn: asking.Drawn,
    placement: Placement,
    learner_id: int,
    at: datetime,
    allowed: int | None,
) -> Attempt:
    """Return the attempt that is open, or begin the next one; raises as `unfinished` does."""
    learners.lock(session, learner_id)
    if found := unfinished(session, placement, learner_id, allowed):
        return found
    attempt = Attempt(
        learner_id=learner_id,
        placement_id=placement.id,
        number=_count(session, _of(placement, learner_id)) + 1,
        started_at=at,
        seed=drawn.seed,
        pack_version=drawn.pack_version,
        quiz=drawn.kept,
    )
    session.add(attempt)
    session.flush()
    asking.remember(attempt, drawn)
    return attempt


def _of(placement: Placement, learner_id: int) -> Select[Attempt]:
    return select(Attempt).filter_by(learner_id=learner_id, placement_id=placement.id)


def _count(session: Session, attempts: Select[Attempt]) -> int:
    return session.scalar(select(func.count()).select_from(attempts.subquery())) or 0


def find(session: Session, attempt_id: int, learner_id: int, placement_id: int) -> Attempt:
    """Return a learner's own attempt, to look at."""
    return _find(session, attempt_id, learner_id, placement_id)


def hold(session: Session, attempt_id: int, learner_id: int, placement_id: int) -> Attempt:
    """Return a learner's own attempt; nothing else of theirs is written until this is done."""
    learners.lock(session, learner_id)
    return _find(session, attempt_id, learner_id, placement_id)


def _find(session: Session, attempt_id: int, learner_id: int, placement_id: int) -> Attempt:
    wanted = {"attempt": attempt_id, "learner": learner_id, "placement": placement_id}
    if attempt := session.scalars(_MINE, wanted).unique().one_or_none():
        return attempt
    raise not_found()


def not_found() -> AttemptNotFound:
    """Say that there is no such attempt, or that it is not theirs."""
    return AttemptNotFound(say("We could not find that attempt."))


def quiz(attempt: Attempt) -> Quiz:
    """Return what an attempt asks, exactly as it was when it began."""
    return asking.quiz(attempt)


def item_ids(attempt: Attempt) -> tuple[str, ...]:
    """Return the ids of what an attempt asks, in its order."""
    return tuple(asking.offers(attempt, lambda: attempt))


def answers(attempt: Attempt) -> dict[str, Answer]:
    """Return the newest answer to each item that has one."""
    return {
        response.item_id: Answer(response.item_id, frozenset(response.chosen))
        for response in attempt.responses
    }


def confidences(attempt: Attempt) -> dict[str, str]:
    """Return how sure the learner was, by item, where they said so; it earns nothing."""
    return {kept.item_id: kept.confidence for kept in attempt.responses if kept.confidence}


def checked(attempt: Attempt) -> frozenset[str]:
    """Return the items whose answers were checked: these stay as they are."""
    return frozenset(kept.item_id for kept in attempt.responses if kept.checked_at)


def keep(
    session: Session,
    attempt: Attempt,
    chosen: Mapping[str, Sequence[str]],
    at: datetime,
    confidence: Mapping[str, str] = NOTHING,
) -> tuple[str, ...]:
    """Keep several answers; returns the items that are answered otherwise than when checked.

    These stay as they are. Raises PlacementClosed, and Malformed, before anything is changed, for
    an answer that does not fit its question.
    """
    refuse_ended(attempt)
    news = [
        (
            item_id,
            read(offer, chosen[item_id]) if item_id in chosen else None,
            read_confidence(confidence.get(item_id)),
        )
        for item_id, offer in asking.offers(attempt, lambda: attempt).items()
        if item_id in chosen or item_id in confidence
    ]
    before, locked = answers(attempt), checked(attempt)
    for item_id, given, sure in news:
        if item_id not in locked:
            _keep(session, attempt, item_id, given, sure, at)
    return tuple(
        item_id
        for item_id, given, _ in news
        if item_id in locked and given not in (None, before[item_id])
    )


def check(session: Session, attempt: Attempt, item_id: str, at: datetime) -> bool:
    """Have an answer marked now, for good; tells whether there is one to mark."""
    kept = _kept(attempt, item_id)
    if not kept or not kept.chosen:
        return False
    kept.checked_at = kept.checked_at or at
    session.flush()
    return True


def submit(
    session: Session, attempt: Attempt, chosen: Mapping[str, Sequence[str]], at: datetime
) -> None:
    """Close the attempt with these answers and grade it; a second submit changes nothing.

    Where `chosen` has nothing for an item, the answer that was kept stands.
    Raises Malformed, before anything is changed, for an answer that does not fit its question.
    """
    if attempt.submitted_at:
        return
    keep(session, attempt, chosen, at)
    questions, given = quiz(attempt), answers(attempt)
    outcome = grade(questions, given)
    attempt.submitted_at = at
    attempt.given, attempt.maximum = float(outcome.given), float(outcome.maximum)
    attempt.reflections = _reflections(session, attempt)
    session.flush()
    marks.keep(session, attempt, questions, given)
    asking.forget(attempt)


def close(session: Session, attempt: Attempt, dates: Dates) -> None:
    """Grade an attempt that was open when its activity closed, with what was saved until then.

    Raises PlacementClosed where nothing was saved: such an attempt earns nothing, not even 0.
    """
    if not dates.closes_at or not (attempt.responses or attempt.submitted_at):
        raise PlacementClosed(CLOSED)
    submit(session, attempt, {}, dates.closes_at)


def refuse_ended(attempt: asking.Begun) -> None:
    """Raise PlacementClosed where an attempt was submitted or set aside."""
    if attempt.submitted_at:
        raise PlacementClosed(SUBMITTED)
    if attempt.set_aside_at:
        raise PlacementClosed(say("Your instructor has set this attempt aside: begin another one."))


def _reflections(session: Session, attempt: Attempt) -> dict[str, str]:
    here = {"learner_id": attempt.learner_id, "placement_id": attempt.placement_id}
    found = session.execute(select(Reflection.prompt_id, Reflection.text).filter_by(**here))
    return dict(iter(found))


def read(offer: Offer, chosen: Sequence[str]) -> Answer:
    """Return the answer that chooses these; raises Malformed where its question offers others."""
    return read_answer(offer, {"item_id": offer.item_id, "chosen": list(chosen)})


def read_confidence(confidence: str | None) -> str | None:
    """Return how sure somebody said to be, if they did; Malformed where that is no choice."""
    if confidence and confidence not in CONFIDENCES:
        raise Malformed(say("How sure you are must be one of the choices."))
    return confidence or None


def _kept(attempt: Attempt, item_id: str) -> Response | None:
    return next((kept for kept in attempt.responses if kept.item_id == item_id), None)


def _keep(
    session: Session,
    attempt: Attempt,
    item_id: str,
    given: Answer | None,
    confidence: str | None,
    at: datetime,
) -> None:
    kept = _kept(attempt, item_id)
    if not kept:
        kept = Response(item_id=item_id, chosen=[])
        attempt.responses.append(kept)
    if given:
        kept.chosen = sorted(given.chosen)
    kept.confidence = confidence or kept.confidence
    kept.answered_at = at
    session.flush()
