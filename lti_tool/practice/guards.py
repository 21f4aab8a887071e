"""What is refused at the door, what every answer carries, and how errors are told."""

from typing import Final

from flask import Flask, Response, g, jsonify, redirect, render_template, request
from sqlalchemy import delete
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as AnyResponse

from lti_tool.practice.errors import (
    Conflict,
    Forbidden,
    Incomplete,
    LaunchRefused,
    Malformed,
    NotFound,
    NotSigned,
    PracticeError,
    RegistrationRefused,
    TokenRefused,
    Unauthenticated,
    Unprocessable,
    WrongMediaType,
)
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import ServiceCall

STATUS: Final[dict[type[PracticeError], int]] = {
    Malformed: 400,
    LaunchRefused: 400,
    NotSigned: 400,
    TokenRefused: 400,
    Unauthenticated: 401,
    Forbidden: 403,
    NotFound: 404,
    Conflict: 409,
    Incomplete: 422,
    Unprocessable: 422,
    WrongMediaType: 415,
}
CALLS_KEPT: Final = 500
BROUGHT_BY_BROWSERS: Final = ("/lti/authorize", "/lti/content-items")


def install(app: Flask) -> None:
    """Put the guards around every request of `app`."""
    app.before_request(check_host)
    app.before_request(check_origin)
    app.after_request(log_call)
    app.after_request(add_headers)
    app.register_error_handler(PracticeError, refuse)
    app.register_error_handler(HTTPException, explain)


def is_service() -> bool:
    """Say whether the tool is calling, rather than a person's browser."""
    return request.path.startswith("/lti/") and request.path not in BROUGHT_BY_BROWSERS


def check_host() -> AnyResponse | None:
    """Answer to the loopback names only, so that no web page can reach us by a name of its own."""
    port = lms().config.port
    if request.host == f"localhost:{port}":
        return None
    if request.host not in (f"127.0.0.1:{port}", f"[::1]:{port}"):
        raise Forbidden(f"This practice LMS answers at {lms().config.issuer} only.")
    # The cookie belongs to localhost, and so does the issuer: bring people there.
    if request.method == "GET" and not is_service():
        return redirect(lms().config.issuer + request.full_path.rstrip("?"), 307)
    return None


def check_origin() -> None:
    """Refuse a form that another site's page posts; the tool's calls to services are no forms."""
    origin = request.headers.get("Origin")
    is_page = not request.path.startswith("/lti/")
    if request.method == "POST" and is_page and origin not in (None, lms().config.issuer):
        raise Forbidden("That form came from another site.")


def add_headers(response: Response) -> Response:
    """Allow our own files; where a page opens a tool, also that in a frame and forms to it."""
    tool = g.get("tool_origin", "")
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        f"connect-src 'self'; frame-src 'self' {tool}; form-action 'self' {tool}; "
        "frame-ancestors 'self'; base-uri 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    if request.endpoint != "static":
        response.headers["Cache-Control"] = "no-store"
    return response


def log_call(response: Response) -> Response:
    """Keep the tool's latest calls for the log page."""
    if not is_service():
        return response
    with lms().sessions.begin() as session:
        call = ServiceCall(
            at=utcnow(),
            method=request.method,
            path=request.full_path.rstrip("?"),
            status=response.status_code,
            note=g.get("note", ""),
        )
        session.add(call)
        session.flush()
        session.execute(delete(ServiceCall).where(ServiceCall.id <= call.id - CALLS_KEPT))
    return response


def refuse(error: PracticeError) -> Response:
    """Tell a refusal in the language of whoever asked."""
    if isinstance(error, RegistrationRefused):
        g.note = str(error)
        return Response(str(error), error.status)
    status = STATUS[type(error)]
    if isinstance(error, TokenRefused):
        g.note = f"{error.code}: {error}"
        status = 401 if error.code == "invalid_client" else status
        return _json({"error": error.code, "error_description": str(error)}, status)
    response = _told(status, str(error))
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer error="invalid_token"'
    return response


def explain(error: HTTPException) -> Response:
    """Tell what Flask itself refuses, such as an address that does not exist."""
    return _told(error.code or 500, error.description or error.name)


def _told(status: int, reason: str) -> Response:
    g.note = reason
    if is_service() and request.path != "/lti/registration":  # there Moodle shows a page
        return _json({"status": status, "reason": reason}, status)
    return Response(render_template("practice/error.html", reason=reason, status=status), status)


def _json(content: dict[str, str | int], status: int) -> Response:
    response = jsonify(content)
    response.status_code = status
    return response
