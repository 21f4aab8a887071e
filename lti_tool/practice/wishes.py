"""What somebody asked to open: it goes through the tool as the signed lti_message_hint."""

from dataclasses import asdict, dataclass
from typing import Any, Final

from itsdangerous import BadSignature, SignatureExpired

from lti_tool.practice.errors import LaunchRefused
from lti_tool.practice.lms import lms

LIFETIME: Final = 300  # seconds


@dataclass(frozen=True)
class Wish:
    """Who wants which message of which tool, where; `about` names its subject by ids."""

    browser: str
    actor: str
    person: str
    role: str
    course: str
    tool: int
    message: str
    target: str
    about: dict[str, Any]


def sign(wish: Wish) -> str:
    """Write a wish so that only this LMS could have written it."""
    return str(lms().hints.dumps(asdict(wish)))


def read(hint: str) -> Wish:
    """Return a wish that was written here not long ago; raises LaunchRefused."""
    try:
        return Wish(**lms().hints.loads(hint, max_age=LIFETIME))
    except SignatureExpired as error:
        raise LaunchRefused(
            "launch_no_longer_valid", "This launch is too old: open the activity again."
        ) from error
    except BadSignature as error:
        raise LaunchRefused(
            "invalid_request_object", "lti_message_hint is not one of this LMS's."
        ) from error
