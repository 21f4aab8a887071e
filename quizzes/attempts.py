"""What learners do with the questions: begin an attempt, answer, submit."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, selectinload

from quizzes import learners
from quizzes.content.activity import Activity
from quizzes.errors import AttemptNotFound, Malformed, PlacementClosed
from quizzes.grading import Quiz, from_json, grade, to_json
from quizzes.items.answering import read_answer
from quizzes.items.item import Answer, Item
from quizzes.models import Attempt, Placement, Response
from quizzes.placements import CLOSED, Dates


def start(
    session: Session,
    activity: Activity,
    placement: Placement,
    learner_id: int,
    seed: int,
    at: datetime,
    allowed: int | None,
) -> Attempt:
    """Return the attempt that is open, or begin the next one, with scenarios of its own.

    Raises PlacementClosed where all that are `allowed` (None: any number) were used.
    """
    learners.lock(session, learner_id)
    mine = select(Attempt).filter_by(learner_id=learner_id, placement_id=placement.id)
    if unfinished := session.scalars(mine.filter_by(submitted_at=None)).one_or_none():
        return unfinished
    begun = session.scalar(select(func.count()).select_from(mine.subquery())) or 0
    if allowed is not None and begun >= allowed:
        raise PlacementClosed("You have used all of your attempts; your best one counts.")
    attempt = Attempt(
        learner_id=learner_id,
        placement_id=placement.id,
        number=begun + 1,
        seed=seed,
        pack_version=activity.version,
        quiz=to_json(build_quiz(activity, seed)),
        started_at=at,
    )
    session.add(attempt)
    session.flush()
    return attempt


def find(session: Session, attempt_id: int, learner_id: int, placement_id: int) -> Attempt:
    """Return a learner's own attempt, to look at."""
    mine = (
        select(Attempt)
        .filter_by(id=attempt_id, learner_id=learner_id, placement_id=placement_id)
        .options(selectinload(Attempt.responses))
    )
    if attempt := session.scalars(mine).one_or_none():
        return attempt
    raise AttemptNotFound("We could not find that attempt.")


def build_quiz(activity: Activity, seed: int) -> Quiz:
    """Build what an attempt asks: the activity's questions, each with its scenario of this seed."""
    return Quiz(
        tuple(
            Item(asked.id, asked.points, asked.scenario(seed), asked.hints)
            for asked in activity.questions
        )
    )


def hold(session: Session, attempt_id: int, learner_id: int, placement_id: int) -> Attempt:
    """Return a learner's own attempt; nothing else of theirs is written until this is done."""
    learners.lock(session, learner_id)
    return find(session, attempt_id, learner_id, placement_id)


def quiz(attempt: Attempt) -> Quiz:
    """Return what an attempt asks, exactly as it was when it began."""
    return from_json(attempt.quiz)


def answers(attempt: Attempt) -> dict[str, Answer]:
    """Return the newest answer to each item that has one."""
    return {
        response.item_id: Answer(response.item_id, frozenset(response.chosen))
        for response in attempt.responses
    }


def answer(
    session: Session, attempt: Attempt, item_id: str, chosen: Sequence[str], at: datetime
) -> None:
    """Keep an answer in place of the one before; raises Malformed, PlacementClosed."""
    if attempt.submitted_at:
        raise PlacementClosed("This attempt is submitted already; its answers stay as they are.")
    item = next((item for item in quiz(attempt).items if item.id == item_id), None)
    if not item:
        raise Malformed("This attempt has no such question.")
    _keep(session, attempt, _read(item, chosen), at)


def submit(
    session: Session, attempt: Attempt, chosen: Mapping[str, Sequence[str]], at: datetime
) -> None:
    """Close the attempt with these answers and grade it; a second submit changes nothing.

    Where `chosen` has nothing for an item, the answer that was kept stands.
    Raises Malformed, before anything is changed, for an answer that does not fit its question.
    """
    if attempt.submitted_at:
        return
    asked = quiz(attempt)
    for given in [_read(item, chosen[item.id]) for item in asked.items if item.id in chosen]:
        _keep(session, attempt, given, at)
    outcome = grade(asked, answers(attempt))
    attempt.submitted_at = at
    attempt.given, attempt.maximum = float(outcome.given), float(outcome.maximum)
    session.flush()


def close(session: Session, attempt: Attempt, dates: Dates) -> None:
    """Grade an attempt that was open when its activity closed, with what was saved until then.

    Raises PlacementClosed where nothing was saved: such an attempt earns nothing, not even 0.
    """
    if not dates.closes_at or not (attempt.responses or attempt.submitted_at):
        raise PlacementClosed(CLOSED)
    submit(session, attempt, {}, dates.closes_at)


def _read(item: Item, chosen: Sequence[str]) -> Answer:
    return read_answer(item, {"item_id": item.id, "chosen": list(chosen)})


def _keep(session: Session, attempt: Attempt, given: Answer, at: datetime) -> None:
    kept = next((r for r in attempt.responses if r.item_id == given.item_id), None)
    if not kept:
        kept = Response(item_id=given.item_id)
        attempt.responses.append(kept)
    kept.chosen, kept.answered_at = sorted(given.chosen), at
    session.flush()
