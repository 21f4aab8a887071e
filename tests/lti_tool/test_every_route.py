"""Every route of the app's own map: its headers, and nonsense in every one of its forms."""

from __future__ import annotations

import random
import re
from itertools import product
from pathlib import Path
from typing import Any

import pytest

import lti_tool
from tests.lti_tool.rules_of_routes import BY_SECRET, BY_TOKEN, RULES
from tests.lti_tool.test_authorization import ROUTES, World, tries, world
from tests.support.launching import TOOL

__all__ = ["world"]

TEMPLATES = Path(lti_tool.__file__).parent.rglob("*.html")
FIELDS = sorted(
    {name for file in TEMPLATES for name in re.findall(r' name="([\w.-]+)"', file.read_text())}
    | {"id_token", "state", "iss", "login_hint", "error", "JWT", "item_id", "was.stale-now"}
)
NONSENSE = (
    *("", " ", "\0", "x" * 70_000, "💥\u202e", "\ud800", "true", "null", "[]", '{"a": [1]}'),
    *("-1", "0", "1e999", "NaN", "Infinity", "9" * 400, "[" * 500, "%00", "=1+1"),
    *("2026-02-31T25:61", "2026-01-01T00:00", "0001-01-01", "../../etc/passwd"),
    *("<script>alert(1)</script>", "'; DROP TABLE score --"),
)
KINDS = ("application/json", "multipart/form-data", "multipart/form-data; boundary=x")
BODIES = (b"{", b"[1]", b'{"item_id": 1}', b"\xff" * 99)
FORMS = 4
FAILED = 500


def may_ask(world: World, endpoint: str) -> tuple[str, str]:
    """Return who may ask for a route, and one address at which they may."""
    rule = RULES[endpoint]
    roles = sorted(rule.roles) or ["nobody"]
    every = [(role, each) for role in roles for each in tries(world, endpoint, role)]
    is_open = rule not in (BY_TOKEN, BY_SECRET)
    role, found = next(pair for pair in every if pair[1].is_allowed or not is_open)
    return role, world.address(endpoint, **found.values)


@pytest.mark.parametrize(("endpoint", "method"), ROUTES)
def test_headers(world: World, endpoint: str, method: str) -> None:
    role, path = may_ask(world, endpoint)
    with world.browser(role).flask.open(
        path, method=method, base_url=TOOL, headers={"Origin": TOOL}
    ) as answer:
        answer.get_data()
    world.restore()
    policy = answer.headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "frame-ancestors" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Referrer-Policy"] in ("same-origin", "no-referrer")
    if path.startswith(("/visits/", "/selections/", "/admin", "/data-privacy")):
        assert answer.headers["Cache-Control"] == "no-store"
    assert "Server" not in answer.headers


@pytest.mark.parametrize(("endpoint", "method"), ROUTES)
def test_nonsense_in_a_form_or_an_address_is_no_failure_of_ours(
    world: World, endpoint: str, method: str
) -> None:
    role, path = may_ask(world, endpoint)
    chance = random.Random(f"{endpoint} {method}")
    place = "query_string" if method == "GET" else "data"
    for _ in range(FORMS):
        sent = {
            name: chance.choice(NONSENSE).encode("utf-8", "surrogatepass")
            for name in chance.sample(FIELDS, 12)
        }
        assert ask(world, role, method, path, **{place: sent}) != FAILED, sent
    world.restore()


@pytest.mark.parametrize(("endpoint", "method"), [each for each in ROUTES if each[1] == "POST"])
def test_a_body_of_another_kind_is_no_failure_of_ours(
    world: World, endpoint: str, method: str
) -> None:
    role, path = may_ask(world, endpoint)
    for kind, body in product(KINDS, BODIES):
        assert ask(world, role, method, path, content_type=kind, data=body) != FAILED, (kind, body)
    world.restore()


def ask(world: World, role: str, method: str, path: str, **options: Any) -> int:
    """Ask as a page of ours does; returns the status."""
    with world.browser(role).flask.open(
        path, method=method, base_url=TOOL, headers={"Origin": TOOL}, **options
    ) as answer:
        answer.get_data()
        return answer.status_code
