"""Whose page a picker is: proven by its address, for an hour, for one request of one platform.

The secret is in the path, since the picker opens in the LMS's frame, where no cookie may come
back, and has to answer from that very frame. See docs/decisions.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import VisitEnded
from lti_tool.models import Deployment, Selection, hashed

LIFETIME = timedelta(hours=1)
ENDED = (
    "This page can be used for an hour, and that has passed. Go back to your course and choose "
    "Lineage Lab once more; what is in your course already stays as it is."
)


def find(session: Session, key: str, now: datetime) -> Selection:
    """Return the request that an address answers; raises VisitEnded where it answers none."""
    number, _, secret = key.partition(".")
    if not re.fullmatch("[0-9]{1,9}", number):
        raise VisitEnded(ENDED)
    ours = (
        select(Selection)
        .where(
            Selection.id == int(number),
            Selection.secret_hash == hashed(secret),
            Selection.opened_at > now - LIFETIME,
        )
        .options(
            joinedload(Selection.deployment).joinedload(Deployment.registration),
            joinedload(Selection.user),
        )
    )
    if selection := session.scalars(ours).one_or_none():
        return selection
    raise VisitEnded(ENDED)
