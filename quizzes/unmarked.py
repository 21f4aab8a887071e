"""Attempts that were submitted before marks were kept (migration 0008), and the marks they lack.

Whoever submits since has marks from the same transaction, so these attempts only become fewer.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from quizzes import attempts, marks
from quizzes.grading import from_json
from quizzes.models import Attempt, Learner, Mark


def newest(session: Session) -> int:
    """Return the highest id of an attempt; 0 where there is none."""
    return session.scalar(select(func.max(Attempt.id))) or 0


def find(session: Session, after: int, until: int, limit: int) -> Sequence[int]:
    """Return some attempts that lack their marks, of the ids after one and until another.

    The first query reads ids alone: what else an attempt is lies, on SQLite, behind all that it
    asked.
    """
    marked = select(Mark.attempt_id).where(Mark.attempt_id.between(after + 1, until))
    ids = select(Attempt.id).where(Attempt.id.between(after + 1, until), Attempt.id.not_in(marked))
    if not (without := session.scalars(ids).all()):
        return ()
    submitted = (
        select(Attempt.id)
        .join(Learner, Learner.id == Attempt.learner_id)
        .where(Attempt.id.in_(without), Attempt.submitted_at.is_not(None))
        .where(Learner.only_tries.is_(False))
    )
    return session.scalars(submitted.order_by(Attempt.id).limit(limit)).all()


def reckon(session: Session, attempt_id: int) -> list[dict[str, Any]]:
    """Return the marks that an attempt lacks, by the key that counts for it; raises MalformedQuiz.

    There are none where it was erased meanwhile.
    """
    answered = [selectinload(Attempt.responses), joinedload(Attempt.remark)]
    attempt = session.get(Attempt, attempt_id, options=answered)
    if not attempt:
        return []
    anew = attempt.remark.quiz if attempt.remark else None
    quiz = from_json(anew) if anew else attempts.quiz(attempt)
    return marks.rows(attempt, quiz, attempts.answers(attempt))


def keep(session: Session, attempt_id: int, made: Sequence[dict[str, Any]]) -> None:
    """Keep marks that were reckoned, unless another process has kept some or it was erased."""
    held = select(Attempt.id).filter_by(id=attempt_id).with_for_update()
    kept = select(Mark.attempt_id).filter_by(attempt_id=attempt_id).limit(1)
    if session.scalar(held) and not session.scalar(kept):
        marks.add(session, made)
