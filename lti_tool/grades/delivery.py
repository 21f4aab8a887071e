"""Send one due score: delivered, later, or refused with its reason."""

import logging
import random
from datetime import datetime, timedelta

from lti_tool.errors import (
    AccessRefused,
    NotThere,
    PlatformRefused,
    PlatformUnavailable,
    ScoreNotNewer,
)
from lti_tool.grades import canvas, claims, columns
from lti_tool.grades.claims import Delivery
from lti_tool.models.scopes import RESULT_SCOPE
from lti_tool.platforms.canvas import is_canvas
from lti_tool.platforms.services import Services
from quizzes.db import Database, utcnow

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=6)
WAIT_FOR_AN_ADMIN = timedelta(minutes=30)
NOT_SENT_AGAIN = "It is not sent again by itself."

log = logging.getLogger(__name__)


def deliver(db: Database, services: Services, score_id: int, now: datetime) -> None:
    """Send a score if it is due and free. A crash anywhere in here repeats it, harmlessly."""
    with db.begin() as session:
        delivery = claims.claim(session, score_id, now)
    if not delivery:
        return
    try:
        _send(db, services, delivery)
    except AccessRefused as error:  # an admin may mend that, and nobody tells us
        _postpone(db, delivery, str(error), WAIT_FOR_AN_ADMIN)
    except PlatformUnavailable as error:
        _postpone(db, delivery, str(error), error.wait)
    except PlatformRefused as error:
        _settle_refusal(db, services, delivery, error)
    except Exception:  # one odd answer must neither hide nor repeat without end
        log.exception("score %s version %s failed", delivery.score_id, delivery.version)
        _postpone(db, delivery, "Something went wrong on our side.")
    else:
        with db.begin() as session:
            claims.delivered(session, delivery, utcnow())
        log.info("score %s version %s delivered", delivery.score_id, delivery.version)


def _send(db: Database, services: Services, delivery: Delivery) -> None:
    """Send a score to its link's column, which is found or made where it is not there."""
    url = delivery.line_item_url
    if url is None:
        url = columns.find_or_make(db, services, delivery.link_id)
    elif delivery.column_is_outdated:
        columns.bring_up_to_date(db, services, delivery.link_id, url)
    try:
        _post(services, delivery, url)
    except NotThere:
        if not columns.is_gone(services, delivery.registration, url, delivery.scopes):
            raise  # it is the student who is not there
        if not delivery.may_make_column:
            columns.let_go(db, delivery.link_id, url)
            raise PlatformRefused("The grade column was deleted in the LMS.") from None
        columns.find_or_make(db, services, delivery.link_id, gone=url)
        raise PlatformUnavailable(
            "The grade column was deleted in the LMS; now it has another."
        ) from None


def _post(services: Services, delivery: Delivery, url: str) -> None:
    score = delivery.payload
    if not is_canvas(delivery.registration):
        services.send_score(delivery.registration, url, score)
        return
    score = score | canvas.submission(score, delivery.is_new_submission, services.launch_url)
    try:
        services.send_score(delivery.registration, url, score)
    except PlatformRefused as error:
        if not delivery.is_new_submission or "number of allowed attempts" not in str(error):
            raise
        services.send_score(delivery.registration, url, canvas.no_more_attempts(score))


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
            claims.delivered(session, delivery, utcnow())
        elif isinstance(error, ScoreNotNewer):
            claims.restamp(session, delivery, str(error), utcnow(), _next_try(delivery))
        else:
            claims.refused(session, delivery, f"{error} {NOT_SENT_AGAIN}")
            log.warning("score %s refused: %s", delivery.score_id, error)


def _platform_has(services: Services, delivery: Delivery) -> bool:
    if RESULT_SCOPE not in delivery.scopes or not delivery.line_item_url:
        return False
    result = services.read_result(delivery.registration, delivery.line_item_url, delivery.subject)
    if not result or result.given is None or not result.maximum:
        return False
    ours = delivery.payload["scoreGiven"] / delivery.payload["scoreMaximum"]
    return bool(abs(result.given / result.maximum - ours) < 1e-4)  # platforms round


def _postpone(
    db: Database, delivery: Delivery, problem: str, at_least: timedelta = timedelta(0)
) -> None:
    with db.begin() as session:
        claims.postponed(session, delivery, problem, _next_try(delivery, at_least))
    log.info("score %s later: %s", delivery.score_id, problem)


def _next_try(delivery: Delivery, at_least: timedelta = timedelta(0)) -> datetime:
    """Wait twice as long after each failure, up to hours, and never all at the same moment."""
    doubled: timedelta = min(FIRST_WAIT * 2 ** min(delivery.failures, 12), LONGEST_WAIT)
    spread = random.uniform(0.75, 1.25)  # noqa: S311  # no secret
    return utcnow() + max(doubled * spread, at_least * (1 + spread / 10))
