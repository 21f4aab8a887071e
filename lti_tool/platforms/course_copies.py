"""A course that was copied: the same links with new ids, set up as the old ones were.

Platforms that know say which ids came before (`$Context.id.history`, `$ResourceLink.id.history`).
Settings follow from there, also those that were changed here since; people's work does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from lti_tool.models import Context, Deployment, ResourceLink
from quizzes.models import Placement

CONTEXTS: Final = "context_history"
LINKS: Final = "link_history"
ASKED_FOR: Final = {CONTEXTS: "$Context.id.history", LINKS: "$ResourceLink.id.history"}
"""Custom values that ask a platform for the ids before; one that does not know sends them back."""
MOST_IDS = 50


def predecessor(
    session: Session, context: Context, custom: Mapping[str, Any], activity_key: str, title: str
) -> Placement | None:
    """Return the placement of the link that one was copied from, if that is beyond doubt.

    Without the link's own history it is the one of that title, or else the only one, with this
    activity in the newest course before.
    """
    contexts, links = _ids(custom.get(CONTEXTS)), _ids(custom.get(LINKS))
    found = _links(session, context, contexts, links, activity_key)
    if links:
        found.sort(key=lambda link: links.index(link.resource_link_id))
        return found[0].placement if found else None
    for course in contexts:
        of_course = [link for link in found if link.context.context_id == course]
        named = [link for link in of_course if link.title == title]
        for alike in (named, of_course):
            if len(alike) == 1:
                return alike[0].placement
        if of_course:
            return None
    return None


def _ids(sent: Any) -> Sequence[str]:
    """Read a history: ids parted by commas, the newest first; nothing where nothing is known."""
    if not isinstance(sent, str) or sent.startswith("$"):
        return []
    return [part.strip() for part in sent.split(",") if part.strip()][:MOST_IDS]


def _links(
    session: Session,
    context: Context,
    contexts: Sequence[str],
    links: Sequence[str],
    activity_key: str,
) -> list[ResourceLink]:
    if not contexts and not links:
        return []
    wanted = (
        select(ResourceLink)
        .join(ResourceLink.context)
        .join(ResourceLink.placement)
        .join(Context.deployment)
        .where(
            Deployment.registration_id == context.deployment.registration_id,
            Placement.activity_key == activity_key,
            Context.id != context.id,
        )
        .options(joinedload(ResourceLink.context), joinedload(ResourceLink.placement))
        .order_by(ResourceLink.id)
    )
    if contexts:
        wanted = wanted.where(Context.context_id.in_(contexts))
    if links:
        wanted = wanted.where(ResourceLink.resource_link_id.in_(links))
    return list(session.scalars(wanted))
