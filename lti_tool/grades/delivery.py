"""Send one due score: delivered, later, or refused with its reason."""

import logging
import random
from datetime import datetime, timedelta

from lti_tool.errors import PlatformRefused, PlatformUnavailable, ScoreNotNewer
from lti_tool.grades import outbox
from lti_tool.grades.outbox import Delivery
from lti_tool.models.scopes import RESULT_SCOPE
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=6)
NOT_SENT_AGAIN = "It is not sent again by itself."

log = logging.getLogger(__name__)


def deliver(db: Database, services: Services, score_id: int, now: datetime) -> None:
    """Send a score if it is due and free. A crash anywhere in here repeats it, harmlessly."""
    with db.begin() as session:
        delivery = outbox.claim(session, score_id, now)
    if not delivery:
        return
    try:
        services.send_score(delivery.registration, delivery.line_item_url, delivery.payload)
    except PlatformUnavailable as error:
        _postpone(db, delivery, str(error))
    except PlatformRefused as error:
        _settle_refusal(db, services, delivery, error)
    except Exception:  # one odd answer must neither hide nor repeat without end
        log.exception("score %s version %s failed", delivery.score_id, delivery.version)
        _postpone(db, delivery, "Something went wrong on our side.")
    else:
        with db.begin() as session:
            outbox.delivered(session, delivery, utcnow())
        log.info("score %s version %s delivered", delivery.score_id, delivery.version)


def _settle_refusal(
    db: Database, services: Services, delivery: Delivery, error: PlatformRefused
) -> None:
    """Tell a repeated score, which the platform has already, from one that it does not want."""
    try:
        has_it = _platform_has(services, delivery)
    except (PlatformUnavailable, PlatformRefused):
        has_it = False
    with db.begin() as session:
        if has_it:
            outbox.delivered(session, delivery, utcnow())
        elif isinstance(error, ScoreNotNewer):
            outbox.restamp(session, delivery, str(error), utcnow(), _next_try(delivery))
        else:
            outbox.refused(session, delivery, f"{error} {NOT_SENT_AGAIN}")
            log.warning("score %s refused: %s", delivery.score_id, error)


def _platform_has(services: Services, delivery: Delivery) -> bool:
    if RESULT_SCOPE not in delivery.scopes:
        return False
    result = services.read_result(delivery.registration, delivery.line_item_url, delivery.subject)
    if not result or result.given is None or not result.maximum:
        return False
    ours = delivery.payload["scoreGiven"] / delivery.payload["scoreMaximum"]
    return bool(abs(result.given / result.maximum - ours) < 1e-4)  # platforms round


def _postpone(db: Database, delivery: Delivery, problem: str) -> None:
    with db.begin() as session:
        outbox.postponed(session, delivery, problem, _next_try(delivery))
    log.info("score %s later: %s", delivery.score_id, problem)


def _next_try(delivery: Delivery) -> datetime:
    """Wait twice as long after each failure, up to hours, and never all at the same moment."""
    doubled: timedelta = min(FIRST_WAIT * 2 ** min(delivery.failures, 12), LONGEST_WAIT)
    return utcnow() + doubled * random.uniform(0.75, 1.25)  # noqa: S311  # no secret
