"""What one line of the list says."""

from __future__ import annotations

from dataclasses import dataclass

from tests.certification.exchange import DEEP, LINK, PRIVACY, REVIEW, Change

NOT_ACCEPTED = "This launch was not accepted"
NOT_COMPLETE = "This launch is incomplete"
EVERY = (LINK, DEEP, REVIEW, PRIVACY)
LTI = "https://purl.imsglobal.org/spec/lti/claim/"


@dataclass(frozen=True)
class Refused:
    """A launch that must not be let in.

    Attributes:
        reason: what is logged, letter for letter.
        words: what stands on the page.
    """

    name: str
    change: Change
    reason: str
    words: str = NOT_ACCEPTED
    status: int = 403
    messages: tuple[str, ...] = EVERY


def lacks(claim: str) -> str:
    """Return the reason logged where a claim is missing."""
    return f"claims of the wrong shape: {{'{claim}': ['Missing data for required field.']}}"


def shape(claim: str, fault: object) -> str:
    """Return the reason logged where a claim has another shape than it must."""
    return f"claims of the wrong shape: {{{claim!r}: {fault}}}"
