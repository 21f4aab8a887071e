"""What is kept about whoever looks: a page, and a file to take along."""

import json

from flask import Blueprint, Response, render_template

from lti_tool import privacy
from lti_tool.current import config, db
from lti_tool.models import User
from lti_tool.visits import Visitor, requires
from quizzes.saying import say

bp = Blueprint("kept", __name__, url_prefix="/visits/<visit>/kept", template_folder="templates")

TABLES = {
    "user": say("Who you are: your id in your LMS, and your name and email if it sends them"),
    "enrollment": say("Which courses you are in"),
    "group_membership": say("Which groups of a course you are in"),
    "visit": say("When you opened an activity, and when you were last there"),
    "attempt": say("Your attempts: what was asked, and what they earned"),
    "response": say("Your answers, and how sure you said to be"),
    "section_read": say("Which sections you marked as read"),
    "reflection": say("What you wrote"),
    "reply": say("What your instructor replied"),
    "seat": say("How far you are in an activity, for your instructor's list"),
    "mark": say("What each of your answers earned, to add a class up"),
    "score": say("The score that goes to the gradebook, and whether it has arrived"),
    "learner_dates": say("The dates that your LMS names for you"),
    "accommodation": say("More attempts or time that your instructor allows you"),
    "override": say("What your instructor decided in place of what was reckoned"),
    "remark": say("Later marks for your attempts"),
    "event": say("What your instructor decided, when and why"),
    "selection": say("Activities that you chose for a course as its instructor"),
    "learner": say("Numbers that join your work to you"),
}
"""What each table of a person's is, in words for that person."""


@bp.get("")
@requires("learner")
def show(visitor: Visitor) -> str:
    """Show what is kept about whoever looks."""
    with db.read() as session:
        found = privacy.export(session, session.get_one(User, visitor.user.id))
    shown = [(TABLES[table], found[table]) for table in TABLES if table in found]
    return render_template(
        "learner/kept.html",
        visitor=visitor,
        context_title=visitor.context.title,
        shown=shown,
        days=config.keep_work_days,
    )


@bp.get("/file")
@requires("learner")
def file(visitor: Visitor) -> Response:
    """Give all of it as a file that programs can read."""
    with db.read() as session:
        found = privacy.export(session, session.get_one(User, visitor.user.id))
    response = Response(
        json.dumps(found, indent=2, ensure_ascii=False), mimetype="application/json"
    )
    response.headers["Content-Disposition"] = 'attachment; filename="lineage-lab.json"'
    return response
