"""The page of what went wrong lately."""

from flask import current_app, render_template

from lti_tool.admin.door import bp
from lti_tool.admin.standing import day_and_time
from quizzes.db import utcnow


@bp.get("/problems", endpoint="problems")
def show() -> str:
    """Show what went wrong lately, newest first."""
    return render_template(
        "admin/problems.html",
        problems=list(current_app.extensions["problems"]),
        when=day_and_time,
        now=utcnow(),
    )
