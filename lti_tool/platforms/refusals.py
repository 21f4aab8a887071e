"""What a platform means by an answer that is no success: later, never, or not like this."""

import math
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from lti_tool.errors import (
    AccessRefused,
    Broken,
    ClientRefused,
    NotThere,
    PlatformRefused,
    PlatformUnavailable,
    ScoreNotNewer,
    Throttled,
)
from lti_tool.models.scopes import (
    GROUPS_SCOPE,
    LINE_ITEM_READ_SCOPE,
    LINE_ITEM_SCOPE,
    RESULT_SCOPE,
    ROSTER_SCOPE,
    SCORE_SCOPE,
)
from lti_tool.platforms.http import Answer

FINAL = frozenset({400, 422})
"""Refusals that the same request would meet again."""
USUAL_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
"""How long a platform that throttles us is left alone: if it does not say, and at most."""

GRADES, ROSTERS = "Assignment and Grade Services", "Names and Role Provisioning Services"
GROUPS = "Course Groups Service"
ALLOWED = {
    SCORE_SCOPE: ("send scores", GRADES),
    RESULT_SCOPE: ("read grades", GRADES),
    LINE_ITEM_SCOPE: ("find and make grade columns", GRADES),
    LINE_ITEM_READ_SCOPE: ("find grade columns", GRADES),
    ROSTER_SCOPE: ("read the class list", ROSTERS),
    GROUPS_SCOPE: ("read the groups of a course", GROUPS),
}


def refusal(answer: Answer) -> PlatformUnavailable | PlatformRefused:
    """Return the error that an answer from a service stands for."""
    said = sentence(f"The LMS said: {answer.status} {_words(answer)}")
    if is_throttled(answer):
        return Throttled(f"The LMS asks this tool to slow down. {said}", wait(answer))
    if _has_this_or_a_later_time(answer):
        return ScoreNotNewer(said)
    if answer.status == 404:
        return NotThere(said)
    if answer.status in FINAL:
        return PlatformRefused(said)
    kind = Broken if answer.status == 500 else PlatformUnavailable
    return kind(said, wait(answer))


def token_refusal(answer: Answer, scope: str, client_id: str) -> AccessRefused | None:
    """Return what an admin has to change before there is a token; None where waiting may do."""
    try:
        read = answer.json()
        error = read.get("error") if isinstance(read, dict) else None
    except ValueError:
        return None
    if error == "invalid_scope":
        return not_allowed(scope, error)
    if error in ("invalid_client", "unauthorized_client"):
        return ClientRefused(
            f"The LMS does not accept this tool as its client {client_id} ({error}). In its "
            "settings for this tool, see that it is switched on, and check the client id and the "
            "address of the public keys."
        )
    return None


def not_allowed(scope: str, error: str) -> AccessRefused:
    """Return that a scope was not granted, and which service of LTI it belongs to."""
    act, service = ALLOWED.get(scope, (f"use {scope}", "service with this scope"))
    return AccessRefused(
        f"The LMS does not let this tool {act} ({error}). In its settings for this tool, "
        f"an administrator must allow the {service}."
    )


def is_throttled(answer: Answer) -> bool:
    """Canvas says 403 with these words, or with nothing left of its allowance; others say 429."""
    if answer.status != 403:
        return answer.status == 429
    in_words = b"rate limit" in answer.body.lower() or "rate limit" in answer.reason.lower()
    return in_words or _number(answer.headers.get("X-Rate-Limit-Remaining")) < 1


def wants_another_token(answer: Answer) -> bool:
    """Open edX says 403 where others say 401."""
    return answer.status == 401 or (answer.status == 403 and not is_throttled(answer))


def wait(answer: Answer) -> timedelta:
    """Return for how long a platform wants to be left alone, never so long that it hurts."""
    asked = answer.headers.get("Retry-After", "").strip()
    if not asked:
        return USUAL_WAIT if is_throttled(answer) else timedelta(0)
    seconds = _number(asked)
    if math.isinf(seconds):
        seconds = _seconds_until(asked)
    return timedelta(seconds=max(0.0, min(seconds, LONGEST_WAIT.total_seconds())))


def sentence(words: str) -> str:
    """End words of others as a sentence, for more may follow."""
    return words.rstrip(" .") + "."


def _words(answer: Answer) -> str:
    """Return a platform's words without the request, which Moodle says along with them."""
    try:
        read = answer.json()
    except ValueError:
        read = None
    reason = read.get("reason") if isinstance(read, dict) else None
    words = reason if isinstance(reason, str) else answer.own_words()
    return words.partition('{"userId"')[0].strip()


def _seconds_until(date: str) -> float:
    try:
        moment = parsedate_to_datetime(date)
    except (OverflowError, ValueError):
        return USUAL_WAIT.total_seconds()
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - datetime.now(UTC)).total_seconds()


def _number(text: str | None) -> float:
    """Read a number; anything else is more than enough."""
    try:
        read = float(text or "inf")
    except ValueError:
        return math.inf
    return math.inf if math.isnan(read) else read


def _has_this_or_a_later_time(answer: Answer) -> bool:
    """Open edX and Canvas say 400, naming the timestamp, where Moodle says 409."""
    return answer.status == 409 or (answer.status == 400 and b"timestamp" in answer.body.lower())
