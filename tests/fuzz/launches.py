"""Launches of every message type, made wrong before they are signed, afterwards, or on the way."""

from __future__ import annotations

import base64
import json
import time
from pathlib import Path
from typing import Any

from tests.certification.exchange import MESSAGES
from tests.fuzz.mutations import SCRIPT, TEXTS, Mutator
from tests.fuzz.wire import Said, Sent, ask
from tests.fuzz.world import CLIENTS, LMS, TOOL, Begun, World
from tests.support.launching import CLAIM
from tests.support.platform import KEY, KID, Platform
from tests.support.tokens import encoded, signature

MOODLE = Path(__file__).parent.parent / "data" / "moodle"
CAPTURED = [
    json.loads(path.read_text())["claims"] for path in sorted(MOODLE.glob("id_token_*.json"))
]
MADE = [make(Platform(issuer=LMS)) for make in MESSAGES.values()]
HEADERS = (
    {"alg": "none"},
    {"alg": "HS256"},
    {"alg": "RS512"},
    {"kid": None},
    {"kid": "x"},
    {"kid": ["x"]},
    {"crit": ["b64"], "b64": False},
    {"jku": LMS + "/other"},
    {"x5c": ["x"]},
    {"typ": 5, "cty": "JWT"},
)
COURSES = 40
BEFORE, AFTER, ASTRAY = "changed before signing", "changed after signing", "sent astray"


def send(world: World, mutator: Mutator) -> Sent:
    """Launch; most are changed before signing, so that the signature is right."""
    begun = world.login(mutator.one_of(list(CLIENTS)))
    claims, how = good(mutator, begun), mutator.random.random()
    if how < 0.72:
        what, token = BEFORE, signed(mutator, mutator.tree(claims))
    elif how < 0.86:
        what, token = AFTER, damaged(mutator, claims)
    else:
        what, token = ASTRAY, signed(mutator, claims)
    if what == ASTRAY:
        said = astray(world, mutator, begun, token)
    else:
        said = post(world, begun, {"state": begun.state, "id_token": token}, begun.cookies)
    if said.lets_in and mutator.chance(15):
        follow(world, mutator, said)
    return Sent(what, said)


def good(mutator: Mutator, begun: Begun) -> dict[str, Any]:
    """Return the claims of a good launch, of some message, by somebody, into some course."""
    now = int(time.time())
    claims = dict(mutator.one_of(CAPTURED if mutator.chance(20) else MADE))
    course = mutator.random.randrange(COURSES)
    claims |= {
        "iss": LMS,
        "aud": begun.client_id,
        "nonce": begun.nonce,
        "iat": now,
        "exp": now + 60,
        CLAIM + "deployment_id": begun.deployment,
        CLAIM + "target_link_uri": TOOL + "/lti/launch",
    }
    if CLAIM + "context" in claims:
        claims[CLAIM + "context"] = {"id": f"course-{course}", "title": "Data Engineering"}
    if CLAIM + "resource_link" in claims:
        claims[CLAIM + "resource_link"] = {"id": f"link-{course}", "title": "Tasks vs assets"}
    if mutator.chance(40):
        claims[CLAIM + "custom"] = custom(mutator)
    return _addressed(claims)


def custom(mutator: Mutator) -> dict[str, Any]:
    """Return what a link of ours carries, as deep linking wrote it."""
    return {
        "activity": "tasks-vs-assets",
        "points": mutator.one_of(("10", "100", "1e9", "NaN", "-1", "0", "\u0665")),
        "pass_mark": mutator.one_of(("0.6", "2", "x", "")),
        "attempts": mutator.one_of(("3", "0", "9" * 40, "3.5")),
        "counting": mutator.one_of(("last", "average", "worst", "")),
        "late_penalty": mutator.one_of(("10", "-1", "1e9", "x")),
        "opens": mutator.one_of(("2026-12-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "x")),
        "due": mutator.one_of(("2026-12-01T00:00:00Z", "$ResourceLink.submission.endDateTime")),
        "closes": mutator.one_of(("9999-12-31T23:59:59-14:00", "2026-12-01", "")),
    }


def _addressed(claims: dict[str, Any]) -> dict[str, Any]:
    """Have the services of captured launches where this platform has them."""
    text = json.dumps(claims).replace("http://localhost:8080", LMS)
    return dict(json.loads(text))


def signed(mutator: Mutator, claims: Any) -> str:
    """Return an id_token with a good signature, whatever its claims are."""
    head = encoded(json.dumps({"alg": "RS256", "kid": KID}))
    body = encoded(mutator.written(claims))
    return f"{head}.{body}.{encoded(signature('RS256', f'{head}.{body}'.encode(), KEY))}"


def damaged(mutator: Mutator, claims: dict[str, Any]) -> str:
    """Return an id_token that was changed after it was signed, or signed by no key of theirs."""
    header = {"alg": "RS256", "kid": KID} | mutator.one_of(HEADERS)
    if mutator.chance(40):
        header = mutator.tree(header)
    head, body = encoded(mutator.written(header)), encoded(mutator.written(claims))
    whole = f"{head}.{body}.{encoded(signature('RS256', f'{head}.{body}'.encode(), KEY))}"
    kind = mutator.random.randrange(5)
    if kind == 0:
        return mutator.bytes(whole.encode()).decode("latin-1")
    if kind == 1:
        return ".".join(mutator.random.sample(whole.split("."), 3))
    if kind == 2:
        return mutator.text(whole)
    if kind == 3:
        return f"{head}.{body}.{base64.b64encode(mutator.random.randbytes(256)).decode()}"
    return whole


def astray(world: World, mutator: Mutator, begun: Begun, token: str) -> Said:
    """Post a good launch wrongly: another state, other cookies, other fields, other methods."""
    form: dict[str, Any] = {"state": begun.state, "id_token": token}
    cookies = begun.cookies
    kind = mutator.random.randrange(8)
    if kind == 7 and world.spent:
        form, cookies = world.spent
    elif kind == 0:
        form["state"] = mutator.text(begun.state)
    elif kind == 1:
        cookies = mutator.one_of(("", begun.cookies[:-4], "=;=;", mutator.text(begun.cookies)))
    elif kind == 2:
        form["browser_secret"] = mutator.one_of(TEXTS)
    elif kind == 3:
        form = {name: value for name, value in form.items() if mutator.chance(50)}
    elif kind == 4:
        form[mutator.one_of(("error", "id_token", "state", "x"))] = mutator.one_of(TEXTS)
    elif kind == 5:
        body = mutator.bytes(f"state={begun.state}&id_token={token}".encode())
        return ask(world.app, "POST", "/lti/launch", form=body, HTTP_COOKIE=_latin(cookies))
    elif kind == 6:
        method = mutator.one_of(("GET", "PUT", "DELETE", "HEAD", "PATCH", "OPTIONS"))
        return ask(world.app, method, "/lti/launch", query=form, HTTP_COOKIE=_latin(cookies))
    return post(world, begun, form, cookies)


def post(world: World, begun: Begun, form: dict[str, Any], cookies: str) -> Said:
    """Post a launch."""
    said = ask(world.app, "POST", "/lti/launch", form=form, HTTP_COOKIE=_latin(cookies))
    if said.lets_in:
        world.used_up(begun)
        world.spent = form, cookies
    return said


def follow(world: World, mutator: Mutator, said: Said) -> None:
    """Go on where a launch leads: to the first page, or into the picker and out with an answer.

    Behind the button of a data privacy launch there are pages of people.

    Raises UnexpectedPage where that is no page of ours.
    """
    if ticket := said.ticket:
        form = {"ticket": ticket}
        said = ask(world.app, "POST", "/data-privacy/enter", form=form, HTTP_ORIGIN=TOOL)
    cookies, where = said.cookies, said.header("Location")
    while said.status in (302, 303):
        where = said.header("Location")
        said = ask(world.app, "GET", where, HTTP_COOKIE=cookies)
    if where.startswith("/selections/") and said.status == 200:
        if mutator.chance(20):
            ask(world.app, "GET", f"{where}activities/tasks-vs-assets/")
        said = ask(world.app, "POST", where, form=picked(mutator), HTTP_ORIGIN=TOOL)
    if said.status not in (200, 422) or SCRIPT.encode() in said.body:
        raise UnexpectedPage(f"{where.split('/')[1]}: {said.status}")


class UnexpectedPage(Exception):
    """A launch that was let in and leads to no page, or to one that holds a script of others."""


def picked(mutator: Mutator) -> dict[str, Any]:
    """Return what an instructor fills in, made wrong."""
    form: dict[str, Any] = {
        "activity-1": "tasks-vs-assets",
        "pick": "1",
        "title-1": "Tasks vs assets",
        "text-1": "Read this first",
        "points-1": "10",
        "pass_mark-1": "60",
        "attempts-1": "3",
        "counting-1": "best",
        "late_penalty-1": "10",
        "feedback-1": "after_each",
        "opens-1": "2030-01-01T00:00",
        "due-1": "2030-02-01T00:00",
        "closes-1": "2030-03-01T00:00",
        "zone": "Europe/Berlin",
    }
    if mutator.chance(15):
        form[mutator.one_of(("another", "act"))] = mutator.one_of(("tasks-vs-assets", "cancel"))
    for _ in range(mutator.how_many()):
        name = mutator.one_of(list(form))
        if name != "activity-1":
            form[name] = mutator.one_of((mutator.text(form[name]), *TEXTS))
    return form


def _latin(cookies: str) -> str:
    return cookies.encode("utf-8", "surrogatepass").decode("latin-1")
