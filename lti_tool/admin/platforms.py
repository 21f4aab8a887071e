"""Pages of the platforms: all of them, one of them, its check, its removal."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from lti_tool.admin import checking, standing
from lti_tool.admin.door import bp
from lti_tool.current import db
from lti_tool.errors import UnusableRegistration
from lti_tool.platforms import registrations
from quizzes.db import utcnow


@bp.get("", endpoint="home", strict_slashes=False)
def home() -> str:
    """Show every platform and how it stands; where there is none, the first step."""
    now = utcnow()
    with db.read() as session:
        found = standing.everything(session)
    return render_template("admin/home.html", platforms=found, now=now)


@bp.get("/platforms/<int(max=999999999):number>")
def platform(number: int) -> str:
    """Show one platform."""
    return _platform_page(number)


@bp.post("/platforms/<int(max=999999999):number>/deployments")
def add_deployment(number: int) -> Response | tuple[str, int]:
    """Let in another installation of a platform."""
    typed = request.form.get("deployment", "").strip()
    try:
        with db.begin() as session:
            registrations.add_deployment(session, number, typed)
    except UnusableRegistration as error:
        return _platform_page(number, typed=typed, fault=str(error)), 422
    return redirect(url_for(".platform", number=number), 303)


@bp.post("/platforms/<int(max=999999999):number>/frames")
def allow_frames(number: int) -> Response | tuple[str, int]:
    """Say which sites alone may show the tool in a frame."""
    typed = request.form.get("frames", "").strip()
    try:
        with db.begin() as session:
            registrations.allow_frames(session, number, typed)
    except UnusableRegistration as error:
        return _platform_page(number, frames=typed, frames_fault=str(error)), 422
    return redirect(url_for(".platform", number=number), 303)


@bp.get("/platforms/<int(max=999999999):number>/check")
def check(number: int) -> str:
    """Check a platform now; asking changes nothing, so the page can be loaded again."""
    findings = checking.check(number)
    with db.read() as session:
        found = standing.of(session, number)
    return render_template("admin/check.html", platform=found, findings=findings, now=utcnow())


@bp.get("/platforms/<int(max=999999999):number>/removal")
def confirm_removal(number: int) -> str:
    """Say what removing or restoring does, before it is done."""
    with db.read() as session:
        found = standing.of(session, number)
    return render_template("admin/removal.html", platform=found, now=utcnow())


@bp.post("/platforms/<int(max=999999999):number>/remove")
def remove(number: int) -> Response:
    """Refuse a platform's launches from now on."""
    with db.begin() as session:
        registrations.remove(session, number)
    return redirect(url_for(".platform", number=number), 303)


@bp.post("/platforms/<int(max=999999999):number>/restore")
def restore(number: int) -> Response:
    """Let a platform's launches in again."""
    with db.begin() as session:
        registrations.restore(session, number)
    return redirect(url_for(".platform", number=number), 303)


def _platform_page(number: int, **form: str) -> str:
    """Show one platform, with what stood in a form that cannot be used."""
    with db.read() as session:
        found = standing.of(session, number)
    shown = {"platform": found, "now": utcnow(), "since": standing.day_and_time}
    return render_template("admin/platform.html", **shown, **form)
