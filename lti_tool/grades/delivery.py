"""Send one leased score: delivered, later, or refused with its reason. Marks nothing itself."""

from __future__ import annotations

import logging
import random
from datetime import datetime, timedelta

from lti_tool.errors import (
    AccessRefused,
    Broken,
    EdgeError,
    NoColumn,
    NotThere,
    OutOfTime,
    PlatformRefused,
    PlatformUnavailable,
    ScoreNotNewer,
)
from lti_tool.grades import canvas, columns
from lti_tool.grades.dispositions import Disposition
from lti_tool.grades.leases import Delivery
from lti_tool.grades.words import number
from lti_tool.models.scopes import RESULT_SCOPE
from lti_tool.platforms.canvas import is_canvas
from lti_tool.platforms.services import Result, Services
from quizzes.db import Database, utcnow

FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=5), timedelta(hours=6)
WAIT_FOR_AN_ADMIN = timedelta(minutes=30)
OLD = timedelta(hours=1)
"""After how long we look what is there before we send: the row may be one of a restored backup."""
TRIES_AT_ONE = 6
"""After how many tries, some minutes, it is this one score that a platform fails over, or its
column or its student that is not there. Before, it may be that nothing is, for a moment."""
NOT_SENT_AGAIN = "It is not sent again by itself."
NO_STUDENT = "Most often this person is no student of the course in the LMS, or is none any more."
LOCKED = (
    "The LMS fails over this one score, while it works otherwise: so it is where the grade is "
    "locked. Unlock it in the gradebook, then send it again here."
)

log = logging.getLogger(__name__)


def deliver(
    db: Database, services: Services, delivery: Delivery
) -> tuple[Disposition, Exception | None]:
    """Send a score; returns what became of it, and the error that kept it from arriving.

    A crash anywhere in here repeats it, harmlessly.
    """
    try:
        if decided := _decided_already(services, delivery):
            return decided, None
        _send(db, services, delivery)
    except OutOfTime as error:
        return Disposition("given_back", delivery), error
    except AccessRefused as error:  # an admin may mend that, and nobody tells us
        return _postponed(delivery, str(error), WAIT_FOR_AN_ADMIN), error
    except PlatformUnavailable as error:
        return _postponed_or_locked(services, delivery, error), error
    except PlatformRefused as error:
        return _read_refusal(services, delivery, error), None
    except Exception as error:  # one odd answer must neither hide nor repeat without end
        log.exception("score %s version %s failed", delivery.score_id, delivery.version)
        return _postponed(delivery, "Something went wrong on our side."), error
    return Disposition("delivered", delivery), None


def _decided_already(services: Services, delivery: Delivery) -> Disposition | None:
    """Return what becomes of an old score, where the platform's result decides that; else None.

    Newer ones were sent since, if this is a backup of the day before.
    """
    if delivery.timestamp > utcnow() - OLD or not _may_look(delivery):
        return None
    try:
        found = _look(services, delivery)
    except PlatformRefused:  # what keeps us from looking need not keep us from sending
        return None
    return _by_result(delivery, found)


def _send(db: Database, services: Services, delivery: Delivery) -> None:
    """Send a score to its link's column, which is found or made where it is not there."""
    url = delivery.line_item_url
    if url is None:
        url = columns.find_or_make(db, services, delivery.link_id)
    elif delivery.column_is_outdated:
        columns.bring_up_to_date(db, services, delivery.link_id, url)
    try:
        _post(services, delivery, url)
    except NotThere as error:
        if delivery.failures < TRIES_AT_ONE:
            raise Broken(str(error)) from error
        if not columns.is_gone(services, delivery.registration, url, delivery.scopes):
            raise  # it is the student who is not there
        if not delivery.may_make_column:
            columns.let_go(db, delivery.link_id, url)
            raise NoColumn("The grade column was deleted in the LMS.") from None
        columns.find_or_make(db, services, delivery.link_id, gone=url)
        raise Broken("The grade column was deleted in the LMS; now it has another.") from None


def _post(services: Services, delivery: Delivery, url: str) -> None:
    score = delivery.payload
    where = delivery.registration, url
    if not is_canvas(delivery.registration):
        services.send_score(*where, score, delivery.leased_until)
        return
    score = score | canvas.submission(score, delivery.is_new_submission, services.launch_url)
    try:
        services.send_score(*where, score, delivery.leased_until)
    except PlatformRefused as error:
        if not delivery.is_new_submission or "number of allowed attempts" not in str(error):
            raise
        services.send_score(*where, canvas.no_more_attempts(score), delivery.leased_until)


def _read_refusal(services: Services, delivery: Delivery, error: PlatformRefused) -> Disposition:
    """Tell a repeated score, which the platform has already, from one that it does not want."""
    try:
        found = _look(services, delivery) if _may_look(delivery) else None
    except EdgeError:
        found = None
    if decided := _by_result(delivery, found, only_if_ours=not isinstance(error, ScoreNotNewer)):
        return decided
    if isinstance(error, ScoreNotNewer):  # it has none, or an older one of ours
        return Disposition("restamped", delivery, str(error), _next_try(delivery))
    log.warning("score %s refused: %s", delivery.score_id, error)
    reason = str(error) if isinstance(error, NoColumn) else f"{error} {NO_STUDENT}"
    return Disposition("refused", delivery, f"{reason} {NOT_SENT_AGAIN}")


def _by_result(
    delivery: Delivery, found: Result | None, *, only_if_ours: bool = False
) -> Disposition | None:
    """Return what a result decides: that this score is there, or that another was set there.

    None where there is none, or one that we sent before: then ours is the next.
    """
    if not found or found.given is None or not found.maximum:
        return None
    if found.shows(delivery.share):
        return Disposition("delivered", delivery)
    if only_if_ours or any(found.shows(share) for share in delivery.sent_shares):
        return None
    points = f"{number(found.given)} of {number(found.maximum)}"
    return Disposition(
        "refused",
        delivery,
        f"The LMS has another grade there, {points}, which this tool did not send or does not "
        "remember. It was left alone.",
        changes={
            "finding": "different",
            "found_given": found.given,
            "found_maximum": found.maximum,
            "compared_at": utcnow(),
        },
    )


def _may_look(delivery: Delivery) -> bool:
    return RESULT_SCOPE in delivery.scopes and bool(delivery.line_item_url)


def _look(services: Services, delivery: Delivery) -> Result | None:
    return services.read_result(
        delivery.registration, delivery.line_item_url or "", delivery.subject
    )


def _postponed_or_locked(
    services: Services, delivery: Delivery, error: PlatformUnavailable
) -> Disposition:
    """Give up where a platform fails over this score again and again, and works otherwise."""
    if isinstance(error, Broken) and delivery.failures >= TRIES_AT_ONE and _may_look(delivery):
        try:
            _look(services, delivery)
        except EdgeError:
            return _postponed(delivery, str(error), error.wait)
        return Disposition("refused", delivery, f"{error} {LOCKED}")
    return _postponed(delivery, str(error), error.wait)


def _postponed(delivery: Delivery, problem: str, at_least: timedelta = timedelta(0)) -> Disposition:
    log.info("score %s later: %s", delivery.score_id, problem)
    return Disposition("later", delivery, problem, _next_try(delivery, at_least))


def _next_try(delivery: Delivery, at_least: timedelta = timedelta(0)) -> datetime:
    """Wait twice as long after each failure, up to hours, and never all at the same moment."""
    doubled: timedelta = min(FIRST_WAIT * 2 ** min(delivery.failures, 12), LONGEST_WAIT)
    spread = random.uniform(0.75, 1.25)  # noqa: S311  # no secret
    return utcnow() + max(doubled * spread, at_least * (1 + spread / 10))
