"""What nobody needs any more, deleted: by a worker, every hour. docs/privacy.md says the same."""

from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.engine import CursorResult

from lti_tool.models import (
    AccessToken,
    AdminSession,
    Invite,
    Selection,
    ToolKey,
    UsedNonce,
    Visit,
    Worker,
)
from quizzes.db import Database

EVERY = timedelta(hours=1)
RULES = (
    # Logins are forgotten after ten minutes: no nonce could launch again after that anyhow.
    (UsedNonce.used_at, timedelta(days=1)),
    (Selection.opened_at, timedelta(days=1)),
    (AdminSession.seen_at, timedelta(days=1)),
    (AccessToken.expires_at, timedelta(0)),
    (ToolKey.published_until, timedelta(0)),
    (Visit.seen_at, timedelta(days=30)),
    (Worker.seen_at, timedelta(days=1)),
    (Invite.expires_at, timedelta(days=90)),
)
"""From which moment on a row is kept for how long."""


def purge(db: Database, now: datetime) -> dict[str, int]:
    """Delete what has served, each kind in a transaction of its own; returns how many rows each."""
    gone = {}
    for since, kept in RULES:
        with db.begin() as session:
            deleted = session.execute(delete(since.class_).where(since < now - kept))
            assert isinstance(deleted, CursorResult)  # noqa: S101  # a DELETE gives no other kind
            gone[since.class_.__tablename__] = deleted.rowcount
    return gone
