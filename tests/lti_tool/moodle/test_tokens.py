"""Access tokens, as a real Moodle granted them or did not, and what follows."""

from __future__ import annotations

import pytest

from lti_tool.errors import (
    AccessRefused,
    PlatformUnavailable,
)
from lti_tool.models import Registration
from lti_tool.models.scopes import LINE_ITEM_SCOPE, RESULT_SCOPE, ROSTER_SCOPE, SCORE_SCOPE
from lti_tool.platforms.services import Services
from tests.lti_tool.moodle.cases import COLUMN, named
from tests.support.replaying import Moodle, exchange

NO_TOKEN = named(
    ("no token", "ags_score_no_token"),
    ("a bad token", "ags_score_bad_token"),
    ("a token that was taken back", "gradesync0_score"),
)


@pytest.mark.parametrize("name", NO_TOKEN)
def test_a_score_is_repeated_once_with_a_new_token_after(
    services: Services, registration: Registration, moodle: Moodle, name: str
) -> None:
    moodle.plays(name, "ags_score_post")
    services.send_score(registration, moodle.at(COLUMN), {"userId": "4"})
    assert len(moodle.asked) == len(moodle.asked_for_tokens) == 2

    moodle.plays(name)
    with pytest.raises(PlatformUnavailable, match="401 Unauthorized"):
        services.send_score(registration, moodle.at(COLUMN), {"userId": "4"})
    assert len(moodle.asked) == 2


def test_where_an_admin_switches_the_service_off_the_next_token_says_so(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays("gradesync0_score", tokens=("token_response", "gradesync0_token"))
    with pytest.raises(AccessRefused, match=r"send scores \(invalid_scope\).*Assignment and Grade"):
        services.send_score(registration, moodle.at(COLUMN), {"userId": "4"})
    assert len(moodle.asked) == 1


def test_our_request_for_a_token_is_the_one_that_moodle_answered(
    services: Services, registration: Registration, moodle: Moodle
) -> None:
    moodle.plays(tokens=("token_response",))
    services.check_scope(registration, SCORE_SCOPE)
    (asked,) = moodle.asked_for_tokens
    assert asked.essence == moodle.captured("token_response")
    captured = exchange("token_response")["request"]["body"].split("&")
    sent = asked.body.decode().split("&")
    assert [part.partition("=")[0] for part in sent] == [
        part.partition("=")[0] for part in captured
    ]


GRANTED = named(
    ("all that was asked for", "token_response", LINE_ITEM_SCOPE),
    ("scores alone", "token_partial_scope", SCORE_SCOPE),
    ("scores where columns may not be managed", "gradesync1_token", SCORE_SCOPE),
    ("results where columns may not be managed", "gradesync1_token", RESULT_SCOPE),
    ("class lists, without an audience", "token_aud_missing", ROSTER_SCOPE),
    ("class lists, to a wrong audience", "token_aud_wrong", ROSTER_SCOPE),
    ("class lists, to a wrong issuer", "token_iss_wrong", ROSTER_SCOPE),
    ("class lists, for ever", "token_noexp", ROSTER_SCOPE),
    ("class lists once", "token_jti_first", ROSTER_SCOPE),
    ("class lists twice", "token_jti_replay", ROSTER_SCOPE),
)


@pytest.mark.parametrize(("name", "scope"), GRANTED)
def test_moodle_grants(
    services: Services, registration: Registration, moodle: Moodle, name: str, scope: str
) -> None:
    moodle.plays(tokens=(name,))
    services.check_scope(registration, scope)


NOT_GRANTED = named(
    ("what the tool may not do", "token_bogus_scope", AccessRefused, "an administrator must"),
    ("columns for scores only", "token_partial_scope", AccessRefused, "make grade columns"),
    ("columns where they may not be managed", "gradesync1_token", AccessRefused, "Assignment and"),
    ("anything to a subject that is not us", "token_sub_wrong", AccessRefused, "client client-1"),
    ("anything late", "token_exp_past", PlatformUnavailable, "400 .*Expired token"),
    ("anything early", "token_iat_future", PlatformUnavailable, "iat prior to 2026-11-22"),
    ("anything without a key", "token_no_kid", PlatformUnavailable, "kid must be provided"),
    ("anything with an unknown key", "token_bad_kid", PlatformUnavailable, '"kid" invalid'),
    ("anything asked for in JSON", "token_json_body", PlatformUnavailable, "invalid_request"),
)


@pytest.mark.parametrize(("name", "error", "words"), NOT_GRANTED)
def test_moodle_does_not_grant(
    services: Services,
    registration: Registration,
    moodle: Moodle,
    name: str,
    error: type[Exception],
    words: str,
) -> None:
    moodle.plays(tokens=(name,))
    with pytest.raises(error, match=words):
        services.check_scope(registration, LINE_ITEM_SCOPE)
