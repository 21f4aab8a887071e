"""What only the platform can tell: its keys, its clock, and what it lets us do."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime

from lti_tool.errors import (
    AccessRefused,
    AddressRefused,
    ClientRefused,
    PlatformRefused,
    PlatformUnavailable,
)
from lti_tool.models import Registration
from lti_tool.models.scopes import LINE_ITEM_SCOPE, ROSTER_SCOPE, SCORE_SCOPE
from lti_tool.platforms import http, key_sets, tool_description
from lti_tool.platforms.self_check import settings
from lti_tool.platforms.self_check.findings import Finding, State
from lti_tool.platforms.self_check.subject import Subject
from lti_tool.platforms.services import Services
from lti_tool.platforms.validation import CLOCK_SKEW

KEY_SET, CLOCK = "The LMS's key set", "Clocks"
CLIENT = "Being known to the LMS"
LINE_ITEMS, ROSTER = "Grade columns of a course", "Class list of a course"
PERMISSIONS = {each.scope: each for each in tool_description.PERMISSIONS}
NOT_ALLOWED = "Not asked, since the LMS does not permit it: see the permission."
BACKDATED = timedelta(seconds=5)
"""By how much tokens.py dates its requests back; a platform's clock may be that late."""
ROUNDING = timedelta(seconds=2)
NOTICEABLE = timedelta(minutes=1)
SYNCHRONISE = "Let both servers take their time from NTP (`timedatectl` shows whether one does)."


def name_of(scope: str) -> str:
    """Name the finding on a scope."""
    what = PERMISSIONS[scope].what
    return f"Permission to {what[0].lower()}{what[1:]}"


def key_set(registration: Registration, answer: http.Answer) -> Finding:
    """Say whether launches' signatures can be checked."""
    url = registration.keys_url
    if 300 <= answer.status < 400:
        elsewhere = answer.headers.get("Location", "another address")
        return _no_keys(f"{url} leads on to {elsewhere}, and key sets are not followed.", url)
    try:
        count = len(key_sets.usable_keys(answer, url))
    except PlatformUnavailable as error:
        return _no_keys(f"{error} It answered {answer.status} {answer.reason}.", url)
    return Finding(KEY_SET, "ok", f"{count} RSA {'key' if count == 1 else 'keys'} at {url}.")


def clocks(headers: Mapping[str, str], now: datetime) -> Finding:
    """Compare the platform's clock, as its answer's headers show it, with ours."""
    try:
        theirs = parsedate_to_datetime(headers["Date"])
        ahead = theirs + timedelta(seconds=int(headers.get("Age", "0"))) - now
    except (KeyError, OverflowError, TypeError, ValueError):
        return Finding(CLOCK, "unknown", "The LMS does not say what time it has.")
    seconds = round(abs(ahead.total_seconds()))
    behind_or_ahead = f"{seconds} seconds {'ahead of' if ahead > timedelta() else 'behind'} ours"
    if abs(ahead) > CLOCK_SKEW:
        sentence = f"The LMS's clock is {behind_or_ahead}: launches are refused from 5 minutes on."
        return Finding(CLOCK, "failed", sentence, SYNCHRONISE)
    if ahead < -(BACKDATED + ROUNDING):
        sentence = (
            f"The LMS's clock is {behind_or_ahead}. Some LMSs, as Moodle, take our requests as "
            "from the future then, and give no access tokens."
        )
        return Finding(CLOCK, "warning", sentence, SYNCHRONISE)
    if ahead > NOTICEABLE:
        sentence = f"The LMS's clock is {behind_or_ahead}: launches fail from 5 minutes on."
        return Finding(CLOCK, "warning", sentence, SYNCHRONISE)
    return Finding(CLOCK, "ok", "The LMS's clock and ours agree within seconds.")


def keys_and_clocks(
    pooled: http.Pool, registration: Registration, clock: Callable[[], datetime]
) -> list[Finding]:
    """Fetch the key set once, for both; `clock` tells our own time."""
    try:
        answer = http.call(pooled, "GET", registration.keys_url)
    except PlatformUnavailable as error:
        unknown = Finding(CLOCK, "unknown", "The LMS does not say what time it has.")
        return [_no_answer(error, registration.keys_url), unknown]
    return [key_set(registration, answer), clocks(answer.headers, clock())]


def permission(services: Services, subject: Subject, scope: str, keys_url: str) -> Finding:
    """Ask for an access token, and say which setting is missing where there is none.

    Where the LMS does not take us for its tool, it is the same finding for every permission.
    """
    registration = subject.registration
    name, lost = name_of(scope), PERMISSIONS[scope].without
    try:
        services.check_scope(registration, scope)
    except ClientRefused as error:
        return _unknown_client(error, subject, keys_url)
    except (PlatformUnavailable, PlatformRefused) as error:
        state: State = "failed" if scope == SCORE_SCOPE else "warning"
        advice = _mends(registration, scope, error, keys_url)
        return Finding(name, state, f"{_said(error)} {lost}", advice)
    return Finding(name, "ok", "The LMS gives an access token for it.")


def _unknown_client(error: ClientRefused, subject: Subject, keys_url: str) -> Finding:
    """Say first, where nobody ever came, that the tool may not be activated there yet."""
    sentence = f"{_said(error)} No score reaches the gradebook, and no class list can be read."
    compared = settings.to_know_us(subject.registration, keys_url)
    if subject.launched_at:
        return Finding(CLIENT, "failed", sentence, compared)
    steps = settings.to_launch(subject.registration)
    return Finding(
        CLIENT,
        "failed",
        f"{sentence} Nobody has opened the tool from there yet: it may not be activated.",
        f"First {steps}. If that is done already, compare its settings. {compared}",
    )


def _said(error: Exception) -> str:
    """Leave out what an error advises in general terms: advice names the setting itself."""
    return f"{str(error).partition('. In its settings')[0].rstrip('.')}."


def line_items(services: Services, subject: Subject) -> Finding:
    """Read the grade columns of a course that is known."""
    if not subject.line_items_url:
        sentence = "No launch has said yet where a course's grade columns are."
        return Finding(LINE_ITEMS, "unknown", sentence)
    try:
        columns = list(services.line_items(subject.registration, subject.line_items_url))
    except AccessRefused:
        return Finding(LINE_ITEMS, "unknown", NOT_ALLOWED)
    except (PlatformUnavailable, PlatformRefused) as error:
        advice = _opens(error, subject.line_items_url) or settings.to_grant(
            subject.registration, LINE_ITEM_SCOPE
        )
        lost = PERMISSIONS[LINE_ITEM_SCOPE].without
        return Finding(LINE_ITEMS, "warning", f"{error} {lost}", advice)
    return Finding(LINE_ITEMS, "ok", f"Read from one course: it has {len(columns)} of this tool's.")


def roster(services: Services, subject: Subject) -> Finding:
    """Read the beginning of a class list that is known; nobody in it is kept or shown."""
    if not subject.memberships_url:
        return Finding(ROSTER, "unknown", "No launch has said yet where a class list is.")
    try:
        next(services.members(subject.registration, subject.memberships_url), None)
    except AccessRefused:
        return Finding(ROSTER, "unknown", NOT_ALLOWED)
    except (PlatformUnavailable, PlatformRefused) as error:
        advice = _opens(error, subject.memberships_url) or settings.to_grant(
            subject.registration, ROSTER_SCOPE
        )
        lost = PERMISSIONS[ROSTER_SCOPE].without
        return Finding(ROSTER, "warning", f"{error} {lost}", advice)
    return Finding(ROSTER, "ok", "The list of one course could be read.")


def _no_answer(error: PlatformUnavailable, url: str) -> Finding:
    if isinstance(error, AddressRefused):
        return Finding(KEY_SET, "failed", str(error), f"Then restart the tool. Asked was {url}.")
    return _no_keys(str(error), url)


def _no_keys(sentence: str, url: str) -> Finding:
    advice = (
        f"Open {url} from the machine that this tool runs on: it must show JSON with “keys”. If "
        "the LMS shows another address for its public key set, register the platform again with it."
    )
    return Finding(KEY_SET, "failed", f"{sentence} No launch can be believed without.", advice)


def _mends(registration: Registration, scope: str, error: Exception, keys_url: str) -> str:
    said = str(error).lower()
    if "does not let this tool" in said:
        return settings.to_grant(registration, scope)
    if "iat prior" in said:  # Moodle's word for a request from the future
        return SYNCHRONISE
    return _opens(error, registration.token_url) or settings.to_know_us(registration, keys_url)


def _opens(error: Exception, url: str) -> str:
    """Say what to try where nobody answers at all: no setting mends that."""
    if "does not answer" not in str(error):
        return ""
    return f"Open {url} from the machine that this tool runs on."
