"""One learner's writes wait for one another, so that a double click does nothing twice."""

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from quizzes.models import Learner

_HELD = select(Learner.id).where(Learner.id == bindparam("learner")).with_for_update()


def lock(session: Session, learner_id: int) -> None:
    """Hold the learner until the transaction ends; on SQLite a writing one holds everybody."""
    if session.get_bind().dialect.name != "sqlite":
        session.execute(_HELD, {"learner": learner_id})
