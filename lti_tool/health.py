"""Whether the tool lives, and whether it can do its work."""

from flask import Blueprint, Response, jsonify, request
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from lti_tool.current import db, jobs
from lti_tool.grades import outbox
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
    try:
        with db.read() as session:
            session.execute(text("SELECT 1 FROM registration"))
            oldest = outbox.oldest_due(session, utcnow())
    except SQLAlchemyError:
        return jsonify(status="no database", advice="Run: lineage-lab db upgrade"), 503
    late = (utcnow() - oldest).total_seconds() if oldest else 0
    if late > LATE_SECONDS and not jobs.running:
        return jsonify(status="nobody delivers grades", advice="Run: lineage-lab worker"), 503
    return jsonify(status="ok", oldest_due_seconds=round(late)), 200
