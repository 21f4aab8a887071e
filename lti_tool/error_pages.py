"""How everything that goes wrong is answered: its status, its title, and a page in plain words."""

import logging

from flask import Flask, Response, g, jsonify, render_template, request
from werkzeug.exceptions import HTTPException

from lti_tool import languages, logs
from lti_tool.errors import (
    ConfigurationRefused,
    EdgeError,
    ForeignPost,
    InviteNotFound,
    InviteRefused,
    LaunchMalformed,
    LaunchRefused,
    PersonNotFound,
    PlatformRefused,
    PlatformUnavailable,
    RegistrationLost,
    RegistrationNotFound,
    RegistrationRefused,
    SignedOut,
    SignInLinkEnded,
    StaffOnly,
    StudentNotFound,
    Unusable,
    VisitEnded,
)
from quizzes.errors import (
    AnswerChecked,
    AttemptNotFound,
    Malformed,
    NotDecided,
    PlacementClosed,
    PracticeClosed,
    QuestionNotFound,
    QuizError,
)
from quizzes.saying import say

Refusal = tuple[Response | str, int, dict[str, str]]
TOO_OFTEN = 429

log = logging.getLogger(__name__)

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
    PersonNotFound: 404,
    QuestionNotFound: 404,
    RegistrationNotFound: 404,
    InviteNotFound: 404,
    PlacementClosed: 409,
    PracticeClosed: 409,
    AnswerChecked: 409,
    Malformed: 422,
    NotDecided: 422,
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
    say("Nothing is at this address"),
    say(
        "Lineage Lab opens from a course in your LMS: go back to your course and open the activity."
    ),
)
WORDS = {
    404: LOST,
    405: LOST,
    413: (say("That is too much"), say("What was sent is larger than this page takes.")),
    TOO_OFTEN: (say("Too many requests"), ""),
}
"""Titles by status, each with a sentence where the error itself has none for people."""
TITLES = {
    LaunchMalformed: say("This launch is incomplete"),
    LaunchRefused: say("This launch was not accepted"),
    VisitEnded: say("Please open this from your course again"),
    StaffOnly: say("This page is for instructors"),
    ForeignPost: say("This form came from another site"),
    InviteRefused: say("This invite cannot be used"),
    SignedOut: say("Please sign in"),
    SignInLinkEnded: say("This link signs nobody in"),
    AttemptNotFound: say("Not found"),
    StudentNotFound: say("Not found"),
    PersonNotFound: say("Not found"),
    QuestionNotFound: say("Not found"),
    RegistrationNotFound: say("Not found"),
    InviteNotFound: say("Not found"),
    PlacementClosed: say("No more answers are accepted here"),
    PracticeClosed: say("Practice is not open yet"),
    AnswerChecked: say("This answer stays as it is"),
    Malformed: say("That could not be saved"),
    NotDecided: "That cannot be decided like this",
    Unusable: say("These details cannot be used"),
    PlatformUnavailable: say("Your LMS did not answer"),
    PlatformRefused: say("Your LMS said no"),
    ConfigurationRefused: say("Lineage Lab cannot be installed in this LMS"),
    RegistrationRefused: say("Your LMS did not register Lineage Lab"),
    RegistrationLost: say("Only half of the installation is done"),
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
    why = getattr(error, "reason", error)
    log.info("refused %s %s: %s: %s", request.method, request.url_rule, type(error).__name__, why)
    if isinstance(error, LaunchRefused):
        g.wrong = ("launch", str(why))
    return TITLES.get(kind, say("Not possible")), logs.reference(), STATUS[kind]


def _expected(error: Exception) -> tuple[Response | str, int]:
    title, reference, status = describe(error)
    return _answer(title, error.args[0], reference), status


def _http(error: HTTPException) -> Refusal | HTTPException:
    if error.code is None or error.code < 400:  # a redirect is no error
        return error
    title, sentence = WORDS.get(error.code, (error.name, ""))
    wait = {"Retry-After": "60"} if error.code == TOO_OFTEN else {}
    return _answer(title, sentence or error.description or "", None), error.code, wait


def _unexpected(error: Exception) -> tuple[Response | str, int]:
    log.error("failed %s %s", request.method, request.url_rule, exc_info=error)
    g.wrong = ("failure", f"{type(error).__name__} at {request.method} {request.url_rule}")
    sentence = say(
        "Something went wrong on our side. What you had saved is kept; please try again."
    )
    return _answer(say("Something went wrong"), sentence, logs.reference()), 500


def _answer(title: str, sentence: str, reference: str | None) -> Response | str:
    if request.accept_mimetypes.best == "application/json":
        return jsonify(error=languages.say(sentence), reference=reference)
    who = g.get("visitor")  # once a visit is proven: it has a page to go back to
    return render_template(
        "message.html", title=title, sentences=[sentence], reference=reference, visitor=who
    )
