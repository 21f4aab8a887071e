"""The message that carries what was chosen in a tool: whose it is, for what, and only once."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from sqlalchemy.orm import Session

from lti_tool.practice import content_items
from lti_tool.practice.choices import Choice
from lti_tool.practice.content_items import Chosen
from lti_tool.practice.errors import Malformed
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Tool
from lti_tool.practice.spending import spend
from lti_tool.practice.vocabulary import (
    CLAIM,
    DEEP_LINKING_CLAIM,
    DEEP_LINKING_RESPONSE,
    VERSION,
)

LONGEST_LIFE: Final = timedelta(hours=1)
SAID: Final = ("msg", "errormsg")


@dataclass(frozen=True)
class Answer:
    """What was chosen, what the tool wants said to people, and the ids that work once."""

    chosen: Chosen
    message: str
    error: str
    expires_at: datetime
    once: tuple[str, ...]


def read(token: str, tool: Tool, choice: Choice, now: datetime) -> Answer:
    """Check the tool's JWT to the last claim; raises NotSigned or Malformed."""
    claims = lms().tool_keys.read(token, tool.keys_url)
    if reason := times_fault(claims, now) or fault(claims, tool, choice):
        raise Malformed(f"The tool's answer was refused: {reason}")
    said = [claims.get(DEEP_LINKING_CLAIM + name, "") for name in SAID]
    if not all(isinstance(each, str) for each in said):
        raise Malformed("The tool's answer was refused: msg and errormsg must be texts.")
    once = [claims["nonce"], *([claims["jti"]] if "jti" in claims else [])]
    return Answer(
        chosen=content_items.read(
            claims.get(DEEP_LINKING_CLAIM + "content_items", []), choice, tool
        ),
        message=said[0],
        error=said[1],
        expires_at=datetime.fromtimestamp(claims["exp"], UTC),
        once=tuple(str(each) for each in once),
    )


def times_fault(claims: dict[str, Any], now: datetime) -> str | None:
    """Return what is wrong with when the message was made and how long it is good."""
    expires, issued = claims.get("exp"), claims.get("iat")
    if not isinstance(expires, int | float) or expires <= now.timestamp():
        return "exp must be a time to come."
    if not isinstance(issued, int | float) or issued > now.timestamp():
        return "iat must be a time that is past."
    if expires - issued > LONGEST_LIFE.total_seconds():
        return "it must not be good for more than an hour."
    return None


def fault(claims: dict[str, Any], tool: Tool, choice: Choice) -> str | None:
    """Return what is wrong with the other claims."""
    issuer = lms().config.issuer
    if claims.get("iss") != tool.client_id:
        return f"iss must be the client id, {tool.client_id}."
    if claims.get("aud") not in (issuer, [issuer]):
        return f"aud must be the issuer of this LMS, {issuer}."
    if not isinstance(claims.get("nonce"), str) or not claims["nonce"]:
        return "nonce must be a text."
    expected = {
        CLAIM + "deployment_id": tool.deployment_id,
        CLAIM + "message_type": DEEP_LINKING_RESPONSE,
        CLAIM + "version": VERSION,
    }
    for name, value in expected.items():
        if claims.get(name) != value:
            return f"{name} must be {value}."
    if claims.get(DEEP_LINKING_CLAIM + "data") != choice.data:
        return "data must come back exactly as it was sent, and only if it was."
    return None


def require_first_time(session: Session, tool: Tool, answer: Answer, now: datetime) -> None:
    """Refuse a message whose nonce or jti was used before."""
    for id_ in answer.once:
        if not spend(session, f"answer {tool.client_id}", id_, answer.expires_at, now):
            raise Malformed("The tool's answer was refused: it has been used before.")
