"""What we sent, held against what the platform has: at night, and when somebody asks.

What is missing there, or an older one of ours, is sent again. A grade that agreed once and is
another one now was set by a teacher: it stays, and is shown. So is one that never agreed.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import exists, or_, select, update
from sqlalchemy.orm import Session, joinedload

from lti_tool.errors import AccessRefused, EdgeError
from lti_tool.grades import outbox
from lti_tool.models import Context, Deployment, Registration, ResourceLink, Score, User, stands
from lti_tool.models.scopes import RESULT_SCOPE
from lti_tool.platforms.services import Result, Services
from quizzes.db import Database

NIGHT = range(2, 6)
"""In which hours of this server's clock everything is compared once."""
NOT_AGAIN = timedelta(hours=12)
MOST_AT_ONCE = 20
SETTLES = timedelta(minutes=1)
"""How long a platform may take to show what it took."""

log = logging.getLogger(__name__)


def wanted(session: Session, now: datetime) -> Sequence[int]:
    """Return some links that are to be compared this night."""
    if now.astimezone().hour not in NIGHT:
        return []
    is_sent = exists().where(Score.resource_link_id == ResourceLink.id, Score.delivered_version > 0)
    rested = or_(ResourceLink.compared_at.is_(None), ResourceLink.compared_at < now - NOT_AGAIN)
    here = select(ResourceLink.id).join(Context).join(Deployment).join(Registration)
    here = here.where(Registration.is_removed.is_(False), is_sent, rested)
    return session.scalars(here.order_by(ResourceLink.id).limit(MOST_AT_ONCE)).all()


def compare(db: Database, services: Services, link_id: int, now: datetime) -> Counter[str]:
    """Compare a link's scores with the platform's results; returns how many there are of each
    finding, none where they could not be compared, which is noted with the link."""
    deployment = joinedload(ResourceLink.context).joinedload(Context.deployment)
    with db.begin() as session:
        link = session.get_one(
            ResourceLink, link_id, options=[deployment.joinedload(Deployment.registration)]
        )
        link.compared_at = now  # before asking: another process need not do it too
        link.comparison_problem = None
    try:
        results = _results(services, link)
    except EdgeError as error:
        this_one = update(ResourceLink).where(ResourceLink.id == link_id)
        with db.begin() as session:
            session.execute(this_one.values(comparison_problem=str(error)))
        return Counter()
    with db.begin() as session:
        found = _note(session, link, results, now)
    log.info("link %s compared: %s", link_id, dict(found))
    return found


def _results(services: Services, link: ResourceLink) -> dict[str, Result]:
    if not link.line_item_url or RESULT_SCOPE not in link.scopes:
        raise AccessRefused("The LMS does not let this tool read the grades here.")
    return services.results(link.context.deployment.registration, link.line_item_url)


def _note(
    session: Session, link: ResourceLink, results: dict[str, Result], now: datetime
) -> Counter[str]:
    there = Score.delivered_version == Score.version, Score.delivered_at < now - SETTLES
    ours = select(Score, User.subject).join(User, User.id == Score.user_id)
    ours = ours.where(Score.resource_link_id == link.id, stands(), *there).with_for_update(of=Score)
    counted: Counter[str] = Counter()
    missing = []
    for score, subject in session.execute(ours):
        result = results.get(subject)
        score.finding = finding(score, result)
        score.found_given = result.given if result else None
        score.found_maximum = result.maximum if result else None
        score.compared_at = now
        counted[score.finding] += 1
        if score.finding == "missing":
            missing.append(score.id)
    if missing and link.takes_grades:
        outbox.send_again(session, missing, now, finding="missing")
    return counted


def finding(score: Score, result: Result | None) -> str:
    """Say what a result means for a score that the platform took."""
    if not result or result.given is None or not result.maximum:
        return "missing"
    if result.shows(score.given / score.maximum):
        return "agrees"
    if score.finding in ("agrees", "overridden"):
        return "overridden"
    is_older_one_of_ours = any(result.shows(share) for share in score.sent_shares)
    return "missing" if is_older_one_of_ours else "different"
