"""A choice of content that is under way: what may be chosen, and how its answer is recognized."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from itsdangerous import BadSignature

from lti_tool.practice.errors import Malformed
from lti_tool.practice.lms import lms
from lti_tool.practice.vocabulary import RESOURCE_LINK

LIFETIME: Final = 3600  # seconds
SALT: Final = "choice"
ACCEPTED_TYPES: Final = (RESOURCE_LINK, "link")


@dataclass(frozen=True)
class Choice:
    """Who chooses for which course at which tool, and by which rules.

    `line_items` is "yes", "no" or "unsaid", which is how Moodle does it; `data` is what must
    come back as it was sent, where anything was.
    """

    person: str
    course: str
    tool: int
    multiple: bool
    line_items: str
    type: str
    data: str | None


def settings(choice: Choice) -> dict[str, Any]:
    """Return what the tool is told: the claim deep_linking_settings."""
    told: dict[str, Any] = {
        "deep_link_return_url": f"{lms().config.issuer}/lti/content-items?choice={sign(choice)}",
        "accept_types": [choice.type],
        "accept_presentation_document_targets": ["iframe", "window"],
        "accept_multiple": choice.multiple,
        "auto_create": True,
    }
    if choice.line_items != "unsaid":
        told["accept_lineitem"] = choice.line_items == "yes"
    if choice.data is not None:
        told["data"] = choice.data
    return told


def sign(choice: Choice) -> str:
    """Write a choice into an address, so that the answer needs no cookie of this LMS."""
    return str(lms().hints.dumps(asdict(choice), salt=SALT))


def read(signed: str) -> Choice:
    """Return a choice that was begun here within the hour."""
    try:
        return Choice(**lms().hints.loads(signed, max_age=LIFETIME, salt=SALT))
    except BadSignature as error:
        raise Malformed(
            "This address for an answer is not one of this LMS's, or is more than an hour old: "
            "choose again from the course."
        ) from error


def opaque(text: str) -> str:
    """Sign a text for the tool to carry; to it this is noise."""
    return str(lms().hints.dumps(text, salt="data"))
