"""Whether the tool lives, and whether it can do its work."""

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.current import db, jobs
from lti_tool.grades import workers
from lti_tool.grades.state import by_platform
from quizzes.db import utcnow

LATE_SECONDS = 60
bp = Blueprint("health", __name__)


@bp.get("/healthz")
def alive() -> Response:
    """Answer while the process lives, and say as whom it was asked: proxies change that."""
    return jsonify(
        status="ok", host=request.headers.get("Host"), origin=request.headers.get("Origin")
    )


@bp.get("/readyz")
def ready() -> tuple[Response, int]:
    """Tell whether the database answers and somebody delivers grades."""
    now = utcnow()
    try:
        with db.read() as session:
            session.execute(text("SELECT 1 FROM registration"))
            due = [state.oldest_due_at for state in by_platform(session, now).values()]
            workers_alive = workers.alive(session, now)
    except SQLAlchemyError:
        return jsonify(status="no database", advice="Run: lineage-lab db upgrade"), 503
    late = max(((now - at).total_seconds() for at in due if at), default=0)
    if late > LATE_SECONDS and not (jobs.running or workers_alive):
        return jsonify(status="nobody delivers grades", advice="Run: lineage-lab worker"), 503
    return jsonify(status="ok", oldest_due_seconds=round(late)), 200
