"""What can go wrong at the edge, and how everything that goes wrong is answered.

An error's message is shown to the person concerned; a `reason` is for the log alone.
"""

import logging
import secrets
from datetime import timedelta

from flask import Flask, Response, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from quizzes.errors import AttemptNotFound, Malformed, PlacementClosed, QuizError

log = logging.getLogger(__name__)


class EdgeError(Exception):
    """Anything that the edge refuses, in words that can be shown."""


class LaunchRefused(EdgeError):
    """A launch that must not be trusted: what the person reads, and why in truth."""

    def __init__(self, reason: str, advice: str = "") -> None:
        super().__init__(advice or "Go back to your course and open the activity again.")
        self.reason = reason


class LaunchMalformed(LaunchRefused):
    """A launch that lacks what every launch must have."""


class VisitEnded(EdgeError):
    """No visit, an ended one, or one that this browser cannot prove to be its own."""


class StaffOnly(EdgeError):
    """A page for those who teach the course."""


class StudentNotFound(EdgeError):
    """Somebody who is no student of the visitor's course."""


class ForeignPost(EdgeError):
    """A form that another site sent in this person's name."""


class PlatformUnavailable(EdgeError):
    """The LMS could not be asked just now; later it may be, after the wait that it asks for."""

    def __init__(self, message: str, wait: timedelta = timedelta(0)) -> None:
        super().__init__(message)
        self.wait = wait


class AddressRefused(PlatformUnavailable):
    """A host inside a private network, which whoever registered it could misuse us to reach."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"{host} is inside a private network, where this tool calls nobody. If it is your "
            "LMS, whoever runs Lineage Lab can allow it: LINEAGE_LAB_PRIVATE_HOSTS."
        )


class PlatformRefused(EdgeError):
    """The LMS said no, and will say no again until somebody changes something there."""


class AccessRefused(PlatformRefused):
    """The LMS lets us not call this service at all, until an admin changes something."""


class NotThere(PlatformRefused):
    """The LMS has nothing at an address that it gave us: it was deleted there."""


class ScoreNotNewer(PlatformRefused):
    """The LMS has a score with this time or a later one."""


class Unusable(EdgeError):
    """What an admin typed cannot be used: a sentence for each fault."""


class UnusableRegistration(Unusable):
    """No platform can be like that."""


class UnusableInvite(Unusable):
    """No invite can be like that."""


class RegistrationNotFound(EdgeError):
    """No such platform."""


class InviteNotFound(EdgeError):
    """No such invite."""


class InviteRefused(EdgeError):
    """A link to install by that nobody made, that was used, or that has ended."""


class InstallFailed(EdgeError):
    """An installation that came to nothing: why, in the LMS's own words too, and what to do."""

    def __init__(self, sentences: list[str], words: str = "", advice: str = "") -> None:
        super().__init__(" ".join(sentences))
        self.sentences, self.words, self.advice = sentences, words, advice
        self.reason = f"{self} {words!r}"


class ConfigurationRefused(InstallFailed):
    """What an LMS says of itself that cannot be believed, or that is not enough for us."""


class RegistrationRefused(InstallFailed):
    """The LMS does not register us."""


class RegistrationLost(InstallFailed):
    """The LMS registered us, or may have, and we do not know it here."""


class SignedOut(EdgeError):
    """A page for whoever runs the tool, asked for by nobody who proves to do so."""


class SignInLinkEnded(EdgeError):
    """A link to sign in by that nobody made, that was used, or that is too old."""


STATUS = {
    LaunchMalformed: 400,
    LaunchRefused: 403,
    VisitEnded: 403,
    StaffOnly: 403,
    ForeignPost: 403,
    InviteRefused: 403,
    SignedOut: 403,
    SignInLinkEnded: 403,
    AttemptNotFound: 404,
    StudentNotFound: 404,
    RegistrationNotFound: 404,
    InviteNotFound: 404,
    PlacementClosed: 409,
    Malformed: 422,
    Unusable: 422,
    ConfigurationRefused: 422,
    PlatformUnavailable: 503,
    PlatformRefused: 502,
    RegistrationRefused: 502,
    RegistrationLost: 502,
    QuizError: 500,
    EdgeError: 500,
}
LOST = (
    "Nothing is at this address",
    "Lineage Lab opens from a course in your LMS: go back to your course and open the activity.",
)
TITLES = {
    LaunchMalformed: "This launch is not complete",
    LaunchRefused: "This launch was not accepted",
    VisitEnded: "Please open this from your course again",
    StaffOnly: "This page is for instructors",
    ForeignPost: "This form came from another site",
    InviteRefused: "This invite cannot be used",
    SignedOut: "Please sign in",
    SignInLinkEnded: "This link signs nobody in",
    AttemptNotFound: "Not found",
    StudentNotFound: "Not found",
    RegistrationNotFound: "Not found",
    InviteNotFound: "Not found",
    PlacementClosed: "No more answers are taken here",
    Malformed: "That answer could not be read",
    Unusable: "These details cannot be used",
    PlatformUnavailable: "Your LMS did not answer",
    PlatformRefused: "Your LMS said no",
    ConfigurationRefused: "Lineage Lab cannot be installed in this LMS",
    RegistrationRefused: "Your LMS did not register Lineage Lab",
    RegistrationLost: "Only half of the installation is done",
}


def register(app: Flask) -> None:
    """Answer every error with a page in plain words, or with JSON where JSON was asked for."""
    app.register_error_handler(QuizError, _expected)
    app.register_error_handler(EdgeError, _expected)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _unexpected)


def describe(error: Exception) -> tuple[str, str, int]:
    """Log what was refused; returns its title, the reference in the log, and the status."""
    kind = next(kind for kind in type(error).__mro__ if kind in STATUS)
    reference = secrets.token_hex(4)
    log.info(
        "refused %s %s: %s: %s (reference %s)",
        request.method,
        request.url_rule,
        type(error).__name__,
        getattr(error, "reason", error),
        reference,
    )
    return TITLES.get(kind, "Not possible"), reference, STATUS[kind]


def _expected(error: Exception) -> tuple[Response | str, int]:
    title, reference, status = describe(error)
    return _answer(title, str(error), reference), status


def _http(error: HTTPException) -> tuple[Response | str, int] | HTTPException:
    if error.code is None or error.code < 400:  # a redirect is no error
        return error
    title, sentence = LOST if error.code in (404, 405) else (error.name, error.description or "")
    return _answer(title, sentence, None), error.code


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    reference = secrets.token_hex(4)
    log.error(
        "failed %s %s (reference %s)", request.method, request.url_rule, reference, exc_info=error
    )
    sentence = (
        "Something went wrong on our side. What you had saved before is kept; please try again."
    )
    return _answer("Something went wrong", sentence, reference), 500


def _answer(title: str, sentence: str, reference: str | None) -> Response | str:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=sentence, reference=reference)
    return render_template(
        "message.html", title=title, sentences=[sentence], reference=reference, visitor=None
    )
