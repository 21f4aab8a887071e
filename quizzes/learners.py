"""One learner's writes wait for one another, so that a double click does nothing twice."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from quizzes.models import Learner


def lock(session: Session, learner_id: int) -> None:
    """Hold the learner until the transaction ends (SQLite: every write transaction waits)."""
    session.execute(select(Learner.id).filter_by(id=learner_id).with_for_update())
