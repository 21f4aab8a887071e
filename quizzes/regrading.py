"""When a pack's key or points change: what an attempt would earn by them, beside what it earned.

An attempt keeps what it asked. Nothing counts anew until an instructor has seen who would change
and by how much, and has said why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import and_, exists, func, select, update
from sqlalchemy.orm import Session, selectinload

from quizzes import attempts, decisions, marks
from quizzes.content.activity import Activity, FixedQuestion, Question
from quizzes.decisions import Grounds
from quizzes.grading import Quiz, grade, to_json
from quizzes.items.item import Item
from quizzes.models import Attempt, Placement, Remark
from quizzes.scenarios.scenario import Scenario


def by_todays_key(asked: Quiz, activity: Activity, seed: int) -> Quiz:
    """Return what an attempt asked with the key and the points that its pack has today.

    A question that the pack has no more counts no more. One that would ask something else today
    keeps its own key.
    """
    today = {question.id: question for question in activity.questions}
    items = tuple(_today(item, today[item.id], seed) for item in asked.items if item.id in today)
    return Quiz(items) if items else asked


def outdated(placement: Placement, version: str) -> tuple[object, ...]:
    """Return what holds for attempts that were neither asked nor marked by this version."""
    marked = exists().where(Remark.attempt_id == Attempt.id, Remark.pack_version == version)
    return (
        Attempt.placement_id == placement.id,
        Attempt.submitted_at.is_not(None),
        Attempt.set_aside_at.is_(None),
        Attempt.pack_version != version,
        ~marked,
    )


def left(session: Session, placement: Placement, version: str) -> int:
    """Return how many attempts have not been looked at by this version yet."""
    wanted = select(func.count(Attempt.id)).where(*outdated(placement, version))  # type: ignore[arg-type]
    return session.scalar(wanted) or 0


def next_outdated(
    session: Session, placement: Placement, version: str, limit: int
) -> Sequence[Attempt]:
    """Return some of the attempts that have not been looked at by this version yet."""
    wanted = select(Attempt).where(*outdated(placement, version))  # type: ignore[arg-type]
    answered = wanted.options(selectinload(Attempt.responses)).order_by(Attempt.id)
    return session.scalars(answered.limit(limit)).all()


def remark(attempt: Attempt, activity: Activity, now: datetime) -> Remark:
    """Return what an attempt earns by its pack's version of today, for the caller to add."""
    asked = attempts.quiz(attempt)
    today = by_todays_key(asked, activity, attempt.seed)
    answers = attempts.answers(attempt)
    outcome = grade(today, answers)
    return Remark(
        attempt_id=attempt.id,
        pack_version=activity.version,
        quiz=None if today == asked else to_json(today),
        items=list(marks.of(today, answers)),
        given=float(outcome.given),
        maximum=float(outcome.maximum),
        marked_at=now,
    )


def proposed(
    session: Session, placement: Placement, version: str
) -> Sequence[tuple[Attempt, Remark]]:
    """Return the attempts that this version marks otherwise than they count now, with that mark."""
    counting = (
        select(Remark.attempt_id, Remark.given, Remark.maximum).where(Remark.counts).subquery()
    )
    now_given = func.coalesce(counting.c.given, Attempt.given)
    now_maximum = func.coalesce(counting.c.maximum, Attempt.maximum)
    found = session.execute(
        select(Attempt, Remark)
        .join(Remark, and_(Remark.attempt_id == Attempt.id, Remark.pack_version == version))
        .outerjoin(counting, counting.c.attempt_id == Attempt.id)
        .where(
            Attempt.placement_id == placement.id,
            Attempt.set_aside_at.is_(None),
            Remark.counts.is_(False),
            (now_given != Remark.given) | (now_maximum != Remark.maximum),
        )
        .order_by(Attempt.learner_id, Attempt.number)
    )
    return [(attempt, remark) for attempt, remark in found]


def apply(session: Session, placement: Placement, version: str, why: Grounds) -> int:
    """Let the marks of a version count from now on; returns how many attempts that changes."""
    found = proposed(session, placement, version)
    for attempt, remark in found:
        before = attempt.remark or attempt
        was = {"given": before.given, "maximum": before.maximum}
        session.execute(update(Remark).where(Remark.attempt_id == attempt.id).values(counts=False))
        remark.counts, remark.reason, remark.author = True, why.reason, why.author
        remark.decided_at = why.at
        session.flush()
        if remark.items is not None:
            marks.renew(session, attempt, remark.items)
        now = {"given": remark.given, "maximum": remark.maximum}
        details = {"attempt": attempt.number, "was": was, "is": now}
        decisions.note(session, placement, attempt.learner_id, "remarked", why, details)
    if found:
        decisions.unsettle(session, placement, why.at)
    return len(found)


def _today(asked: Item, question: Question | FixedQuestion, seed: int) -> Item:
    scenario = question.scenario(seed)
    is_authored = isinstance(question, FixedQuestion)
    if not _asks_the_same(asked.scenario, scenario, is_authored=is_authored):
        return replace(asked, points=question.points)
    same = replace(asked.scenario, places=scenario.places, misreadings=scenario.misreadings)
    return replace(asked, points=question.points, scenario=same)


def _asks_the_same(asked: Scenario, today: Scenario, *, is_authored: bool) -> bool:
    """Tell whether an answer to what was asked answers what is asked today.

    An author's question is the same as long as it offers the same choices, whatever its words; a
    builder's also has to tell the same of the same pipeline.
    """
    offers_the_same = asked.asks == today.asks and asked.choices == today.choices
    if is_authored:
        return offers_the_same and asked.pipeline.names == today.pipeline.names
    told = (asked.pipeline, asked.log, asked.story)
    return offers_the_same and told == (today.pipeline, today.log, today.story)
