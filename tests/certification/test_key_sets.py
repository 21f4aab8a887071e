"""The platforms' keys: what serves, what does not, and how a change of keys is lived through."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from werkzeug.test import TestResponse

from tests.certification.door import Door
from tests.certification.exchange import header, of_a_resource_link
from tests.certification.our_tool import a_tool
from tests.support.platform import KEY, KID, Asked, Platform, jwk
from tests.support.polling import eventually

NEW_KEY = generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture
def door(sqlite_url: str, platform: Platform) -> Iterator[Door]:
    """A tool that has not yet seen a key; keys are kept in memory, whatever the database."""
    with a_tool(sqlite_url, platform) as door:
        yield door


def launched(door: Door, kid: str = KID, key: RSAPrivateKey = KEY) -> TestResponse:
    """Launch with a token signed by this key."""
    return door.launch(of_a_resource_link(door.platform), header(key, kid=kid))


def seconds_pass(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let the tool's clock for fetches run ahead."""
    then = time.monotonic
    monkeypatch.setattr("lti_tool.platforms.key_sets.time.monotonic", lambda: then() + seconds)


def test_keys_are_fetched_once_for_many_launches(door: Door) -> None:
    assert [launched(door).status_code for _ in range(3)] == [303] * 3
    assert len(door.platform.asked_for("/jwks")) == 1


def test_a_key_id_that_is_new_to_us_is_looked_for_at_the_platform(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(door)
    door.platform.keys["new"] = NEW_KEY
    seconds_pass(monkeypatch, 11)
    assert launched(door, "new", NEW_KEY).status_code == 303
    assert launched(door).status_code == 303
    assert len(door.platform.asked_for("/jwks")) == 2


def test_key_ids_that_nobody_knows_do_not_make_us_ask_again_and_again(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(door)
    assert [launched(door, f"kid-{n}").status_code for n in range(20)] == [403] * 20
    assert len(door.platform.asked_for("/jwks")) == 1
    seconds_pass(monkeypatch, 11)
    assert [launched(door, f"kid-{n}").status_code for n in range(20)] == [403] * 20
    assert len(door.platform.asked_for("/jwks")) == 2


def test_the_last_good_keys_serve_while_the_platform_is_down(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(door)
    door.platform.answers["/jwks"] = lambda _: (503, "down")
    seconds_pass(monkeypatch, 3601)
    assert launched(door).status_code == 303


def test_while_the_platform_is_silent_nobody_but_one_waits_for_keys_that_are_known(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(door)
    answers = Event()

    def silent(_: Asked) -> tuple[int, str]:
        answers.wait(20)
        return 503, "down"

    door.platform.answers["/jwks"] = silent
    seconds_pass(monkeypatch, 3601)
    with ThreadPoolExecutor(1) as elsewhere:
        first = elsewhere.submit(launched, door)
        eventually(lambda: len(door.platform.asked_for("/jwks")) == 2, "the first to ask")
        assert launched(door).status_code == 303
        assert not first.done()
        answers.set()
        assert first.result(timeout=20).status_code == 303
    seconds_pass(monkeypatch, 30)
    assert launched(door).status_code == 303
    assert len(door.platform.asked_for("/jwks")) == 2


def test_a_key_id_that_is_new_to_us_while_the_platform_is_down_may_be_known_later(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(door)
    door.platform.keys["new"] = NEW_KEY
    door.platform.answers["/jwks"] = lambda _: (503, "down")
    seconds_pass(monkeypatch, 11)
    refused = launched(door, "new", NEW_KEY)
    assert (refused.status_code, "Your LMS did not answer" in refused.text) == (503, True)
    del door.platform.answers["/jwks"]
    seconds_pass(monkeypatch, 3)
    assert launched(door, "new", NEW_KEY).status_code == 303


def test_keys_that_a_platform_has_withdrawn_serve_for_an_hour_at_most(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    launched(door)
    door.platform.keys = {"new": NEW_KEY}
    seconds_pass(monkeypatch, 3601)
    assert launched(door).status_code == 403


def test_a_platform_whose_keys_cannot_be_had_is_named_as_the_cause_and_asked_again_soon(
    door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    door.platform.answers["/jwks"] = lambda _: (503, "down")
    answers = [launched(door) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [503, 503]
    assert "Your LMS did not answer" in answers[0].text
    assert len(door.platform.asked_for("/jwks")) == 1
    del door.platform.answers["/jwks"]
    seconds_pass(monkeypatch, 3)
    assert launched(door).status_code == 303


def a_key(**changes: Any) -> dict[str, Any]:
    """Return the platform's key as it publishes it, changed; None takes a part away."""
    key = jwk(KID, KEY) | changes
    return {name: value for name, value in key.items() if value is not None}


@pytest.mark.parametrize(
    "others",
    [
        [a_key(kid="old", alg="RS512")],
        [{"kty": "EC", "kid": "ec", "crv": "P-256", "x": "eA", "y": "eA"}],
        [{"kty": "oct", "kid": KID, "k": "c2VjcmV0"}],
        [{"kty": "new kind", "kid": "x"}],
        [a_key(kid=None)],
        [a_key(kid="encryption", use="enc")],
    ],
    ids=["another alg", "a curve", "a secret", "an unknown kind", "no id", "not for signing"],
)
def test_keys_that_do_not_serve_us_do_not_disturb_the_one_that_does(
    door: Door, others: list[dict[str, Any]]
) -> None:
    door.platform.answers["/jwks"] = lambda _: (200, {"keys": [*others, a_key()]})
    assert launched(door).status_code == 303


@pytest.mark.parametrize("part", ["alg", "use"])
def test_a_key_need_not_say_what_it_is_for(door: Door, part: str) -> None:
    door.platform.answers["/jwks"] = lambda _: (200, {"keys": [a_key(**{part: None})]})
    assert launched(door).status_code == 303


@pytest.mark.parametrize(
    "answer",
    ["", "[]", "{}", '{"keys": {}}', '{"keys": []}', '{"keys": [1]}', "<html>", "[" * 5000],
)
def test_what_is_no_key_set_lets_nobody_in_and_breaks_nothing(door: Door, answer: str) -> None:
    door.platform.answers["/jwks"] = lambda _: (200, answer)
    assert launched(door).status_code == 503
