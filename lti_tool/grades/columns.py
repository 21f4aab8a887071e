"""Where a link has no grade column: find the one that is meant, or make it, once.

Two workers, or two processes, must never make two. Whoever begins takes the link for a
while, by one conditional UPDATE; whoever else comes is told "later". A worker that dies in
between has either made no column, or one that the next finds by its tag.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, update
from sqlalchemy.engine import CursorResult
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import AccessRefused, NoColumn, NotThere, PlatformRefused, PlatformUnavailable
from lti_tool.grades.wanted import Wanted, wanted
from lti_tool.models import Context, Deployment, Registration, ResourceLink, owe_again
from lti_tool.models.scopes import LINE_ITEM_READ_SCOPE, LINE_ITEM_SCOPE
from lti_tool.platforms.canvas import is_canvas
from lti_tool.platforms.line_items import LineItem
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

LEASE = timedelta(minutes=2)
"""How long finding and making may take: six calls at 8 s, each with a token before it."""
ONE_CALL = timedelta(seconds=35)
"""The longest that making alone takes: a token and a call, both twice."""
IN_HAND = "Its grade column is being made just now."

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Task:
    """A link in our hands, until a moment, with what is to be done for it."""

    link_id: int
    until: datetime
    registration: Registration
    line_items_url: str
    column: Wanted
    for_canvas: bool


def find_or_make(db: Database, services: Services, link_id: int, gone: str | None = None) -> str:
    """Give a link its grade column, in place of one that is gone; returns its address.

    Raises PlatformUnavailable, also while another worker is at it, and PlatformRefused.
    """
    with _hold(db, link_id, gone) as task:
        if not task:
            raise PlatformUnavailable(IN_HAND)
        found, is_ours = _find(services, task, gone)
        column = found or _make(services, task)
        look = (column.label, column.maximum) if is_ours else (None, None)
        with db.begin() as session:
            if not _keep(session, task, gone, column.url, *look):
                raise PlatformUnavailable(IN_HAND)
    log.info("link %s has the column %s", link_id, column.url)
    return column.url


def bring_up_to_date(db: Database, services: Services, link_id: int, url: str) -> None:
    """Give a column of ours its link's new title or points; a platform that will not is let be."""
    with _hold(db, link_id, url) as task:
        if not task:
            return
        try:
            services.update_line_item(task.registration, url, task.column.look)
        except PlatformUnavailable as error:
            log.info("column of link %s: changed later: %s", link_id, error)
            return
        except PlatformRefused as error:
            log.warning("column of link %s: not changed: %s", link_id, error)
        with db.begin() as session:
            _keep(session, task, url, url, task.column.label, task.column.maximum)


def let_go(db: Database, link_id: int, url: str) -> None:
    """Forget a column that the platform gave and deleted; whether there is another, it says."""
    with db.begin() as session:
        link = session.get_one(ResourceLink, link_id, with_for_update=True)
        if link.line_item_url == url:
            link.line_item_url = None
            owe_again(session, link, utcnow())


def is_gone(
    services: Services, registration: Registration, url: str, scopes: tuple[str, ...]
) -> bool:
    """Tell whether a column itself is no longer there, where we may look."""
    granted = [scope for scope in (LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE) if scope in scopes]
    if not granted:
        return False
    try:
        services.read_line_item(registration, url, scope=granted[0])
    except NotThere:
        return True
    return False


def _find(services: Services, task: _Task, gone: str | None) -> tuple[LineItem | None, bool]:
    """Return the column that is there, and whether it is ours, or would be."""
    there, url, column = task.registration, task.line_items_url, task.column
    of_link = services.line_items(there, url, resource_link_id=column.resource_link_id)
    tagged = {"resource_id": column.resource_id, "tag": column.tag}
    ours = [item for item in of_link if item.matches(resource_link_id="", **tagged)]
    for item in ours or of_link:
        if item.url != gone:
            return item, bool(ours)
    by_tag = services.line_items(there, url, **tagged)
    return next((item for item in by_tag if item.url != gone), None), True


def _make(services: Services, task: _Task) -> LineItem:
    if utcnow() + ONE_CALL > task.until:  # another worker could begin meanwhile
        raise PlatformUnavailable("The LMS answers too slowly to make a grade column just now.")
    column = task.column.written(task.for_canvas, services.launch_url)
    try:
        return services.create_line_item(task.registration, task.line_items_url, column)
    except AccessRefused:
        raise
    except PlatformRefused as error:
        raise NoColumn(f"The LMS makes no grade column for it. {error}") from error


@contextmanager
def _hold(db: Database, link_id: int, url: str | None) -> Iterator[_Task | None]:
    """Take a link that has this column, or none; gives None where another worker has it."""
    with db.begin() as session:
        task = _take(session, link_id, url, utcnow())
    try:
        yield task
    finally:
        if task:
            ours = ResourceLink.column_claimed_until == task.until
            with db.begin() as session:
                session.execute(
                    update(ResourceLink)
                    .where(ResourceLink.id == link_id, ours)
                    .values(column_claimed_until=None)
                )


def _take(session: Session, link_id: int, url: str | None, now: datetime) -> _Task | None:
    until, claimed_until = now + LEASE, ResourceLink.column_claimed_until
    free = or_(claimed_until.is_(None), claimed_until < now)
    taken = session.execute(
        update(ResourceLink)
        .where(ResourceLink.id == link_id, _has(url), free)
        .values(column_claimed_until=until)
    )
    assert isinstance(taken, CursorResult)  # noqa: S101  # an UPDATE gives no other kind
    if not taken.rowcount:
        return None
    deployment = joinedload(Context.deployment).joinedload(Deployment.registration)
    context = joinedload(ResourceLink.context).options(deployment)
    link = session.get_one(
        ResourceLink, link_id, options=[context, joinedload(ResourceLink.placement)]
    )
    registration = link.context.deployment.registration
    for_canvas = is_canvas(registration)
    return _Task(
        link_id=link_id,
        until=until,
        registration=registration,
        line_items_url=link.line_items_url or "",
        column=wanted(link, for_canvas),
        for_canvas=for_canvas,
    )


def _keep(
    session: Session,
    task: _Task,
    before: str | None,
    url: str,
    label: str | None,
    maximum: float | None,
) -> bool:
    """Note a link's column; False where the link has another by now, as from a launch."""
    ours = ResourceLink.column_claimed_until == task.until
    kept = session.execute(
        update(ResourceLink)
        .where(ResourceLink.id == task.link_id, _has(before), ours)
        .values(line_item_url=url, column_label=label, column_maximum=maximum)
    )
    assert isinstance(kept, CursorResult)  # noqa: S101  # an UPDATE gives no other kind
    if kept.rowcount and before and before != url:
        owe_again(session, session.get_one(ResourceLink, task.link_id), utcnow())
    return bool(kept.rowcount)


def _has(url: str | None) -> ColumnElement[bool]:
    return ResourceLink.line_item_url.is_not_distinct_from(url)
