"""What works once: its id is noted until it would have expired anyway."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session

from lti_tool.practice.models import Spent


def spend(session: Session, purpose: str, id_: str, expires_at: datetime, now: datetime) -> bool:
    """Note that something was used; say whether this was the first time."""
    session.execute(delete(Spent).where(Spent.expires_at < now))
    if session.get(Spent, (purpose, id_)):
        return False
    session.add(Spent(purpose=purpose, id=id_, expires_at=expires_at))
    session.flush()
    return True
