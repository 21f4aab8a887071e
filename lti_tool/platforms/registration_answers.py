"""What platforms answer when we ask them to register us, in words that their admins can use."""

from dataclasses import dataclass
from typing import Any, Final

from lti_tool.errors import RegistrationLost, RegistrationRefused
from lti_tool.platforms import http
from lti_tool.platforms.texts import is_storable
from lti_tool.platforms.tool_configuration import TOOL_CLAIM

DELETE_THERE: Final = (
    "Look for Lineage Lab in your LMS's list of tools and delete it there before you try again. "
    "The invite still works."
)
START_AGAIN: Final = (
    "Your LMS gives out a token for one registration, and for an hour. Close this page, and open "
    "the invite from the LMS's own page again: the invite still works."
)
NOT_OURS: Final = (
    "Show these words to whoever runs Lineage Lab. Nothing was installed, and the invite still "
    "works."
)
LATER: Final = "Try again in a while. Nothing was installed, and the invite still works."


@dataclass(frozen=True)
class Granted:
    """Under which name the platform registered us."""

    client_id: str
    deployment_id: str


def granted(answer: http.Answer) -> Granted:
    """Return the names that we got; a deployment comes only where the platform made one.

    Raises RegistrationLost.
    """
    said = _object(answer)
    ours = said.get(TOOL_CLAIM)
    within = ours.get("deployment_id") if isinstance(ours, dict) else None
    client_id = _name(said.get("client_id"))
    if not client_id:
        raise RegistrationLost(
            ["Your LMS says that it registered Lineage Lab, but not under which client id."],
            answer.own_words(),
            DELETE_THERE,
        )
    return Granted(client_id, _name(within) or _name(said.get("deployment_id")))


def refusal(asked: str, answer: http.Answer) -> RegistrationRefused:
    """Return why the platform does not do what it was asked to do, and what helps."""
    words = _canvas_errors(answer) or answer.own_words()
    said = f"{asked}, your LMS answered with the status {answer.status}."
    if answer.status in (401, 403, 404):
        said += " It does not know the registration token, or no longer."
        return RegistrationRefused([said], words, START_AGAIN)
    if 400 <= answer.status < 500 and answer.status != 429:
        said += " It does not take what Lineage Lab asks for."
        return RegistrationRefused([said], words, NOT_OURS)
    return RegistrationRefused([said], words, LATER)


def _canvas_errors(answer: http.Answer) -> str:
    """Return Canvas's errors as lines; empty where it is not Canvas that answers."""
    errors = _object(answer).get("errors")
    if not errors:
        return ""
    lines = []
    for field, faults in errors.items() if isinstance(errors, dict) else [("", errors)]:
        for fault in faults if isinstance(faults, list) else [faults]:
            words = fault.get("message", fault) if isinstance(fault, dict) else fault
            lines.append(f"{field}: {words}".removeprefix(": "))
    return "\n".join(lines)[: http.LONGEST_WORDS]


def _object(answer: http.Answer) -> dict[str, Any]:
    try:
        said = answer.json()
    except ValueError:
        return {}
    return said if isinstance(said, dict) and is_storable(said) else {}


def _name(value: Any) -> str:
    is_name = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value) if is_name else ""
