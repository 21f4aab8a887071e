"""Logins, announced wrongly; and errors of OIDC, which come where a launch would."""

from __future__ import annotations

from tests.fuzz.mutations import TEXTS, Mutator
from tests.fuzz.wire import FORM, Said, Sent, ask
from tests.fuzz.world import CLIENTS, LMS, TOOL, World

NAMES = ("iss", "login_hint", "target_link_uri", "client_id", "lti_message_hint")
EXTRA = ("lti_deployment_id", "deployment_id", "lti_storage_target", "canvas_region", "error")
TYPES = (FORM, "", "application/json", "multipart/form-data; boundary=x", "text/plain; charset=x")


def send(world: World, mutator: Mutator) -> Sent:
    """Announce a launch, or say why there is none."""
    if mutator.chance(5):
        return Sent("OIDC errors", _error(world, mutator))
    return Sent("logins", _announce(world, mutator, _changed(mutator)))


def _announce(world: World, mutator: Mutator, sent: dict[str, object]) -> Said:
    if mutator.chance(50):
        return ask(world.app, "GET", "/lti/login", query=sent)
    if mutator.chance(10):
        kind = mutator.one_of(TYPES)
        body = mutator.bytes(b"iss=https%3A%2F%2Flms.example.edu&login_hint=x&x=%ff%00")
        return ask(world.app, "POST", "/lti/login", form=body, CONTENT_TYPE=kind)
    return ask(world.app, "POST", "/lti/login", form=sent)


def _changed(mutator: Mutator) -> dict[str, object]:
    sent: dict[str, object] = {
        "iss": LMS,
        "login_hint": "somebody",
        "target_link_uri": TOOL + "/lti/launch",
        "client_id": mutator.one_of(list(CLIENTS)),
        "lti_message_hint": "a hint",
    }
    for _ in range(mutator.how_many()):
        kind = mutator.random.randrange(8)
        name = mutator.one_of(NAMES)
        if kind == 0:
            sent.pop(name, None)
        elif kind < 4:
            sent[mutator.one_of(EXTRA)] = mutator.one_of(("1", "2", "_parent", *TEXTS))
        elif kind < 7:
            sent[name] = mutator.text(str(sent.get(name, "")))
        else:
            sent[mutator.text(name)] = mutator.one_of(TEXTS)
    return sent


def _error(world: World, mutator: Mutator) -> Said:
    sent = {"error": mutator.one_of(("login_required", *TEXTS)), "state": mutator.one_of(TEXTS)}
    if mutator.chance(50):
        sent["error_description"] = mutator.one_of(TEXTS)
    return ask(world.app, "POST", "/lti/launch", form=sent)
