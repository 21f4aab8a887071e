"""The what-if lab of a figure: everything that was done stands in the address, nothing is stored.

An address names what was done (`did`), what is about to be done (`next`, on `on`) and what is
expected of the last of these (`guess`, with `see=guess`). So Back, reloading, a bookmark and every
undo are addresses too, and no grade is ever touched.
"""

from dataclasses import dataclass, replace

from flask import Blueprint, render_template, request
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import NotFound

from lti_tool import languages
from lti_tool.learner import lab_page
from lti_tool.visits import Visitor, requires
from quizzes.content.activity import Activity, Figure, Section
from quizzes.what_if.actions import Action, CannotHappen
from quizzes.what_if.guessing import Foresight
from quizzes.what_if.lab import Lab

bp = Blueprint("lab", __name__, url_prefix="/visits/<visit>/lab", template_folder="templates")


@dataclass(frozen=True)
class Asked:
    """What an address asks for, as far as that is possible; `refusal` says what is not."""

    lab: Lab
    planned: Action | None = None
    foresight: Foresight | None = None
    refusal: str = ""


@bp.get("/<section_id>")
@requires("learner")
def show(visitor: Visitor, section_id: str) -> tuple[str, int]:
    """Show how things stand in both tools, or ask what somebody expects of the next action."""
    chosen = languages.activity(visitor.placement.activity_key)
    section, figure = _section(chosen, section_id)
    asked = _asked(Lab.begin(figure.pipeline, figure.events), request.args)
    page = {
        "visitor": visitor,
        "context_title": visitor.context.title,
        "preview": visitor.is_staff or visitor.is_trial,
        "activity": chosen,
        "section": section,
        "figure": figure,
        "refusal": asked.refusal,
    }
    links = lab_page.Links(visitor, section_id, asked.lab)
    if asked.planned:
        page |= lab_page.prediction(asked.lab, asked.planned, links)
        return render_template("learner/lab_prediction.html", **page), 200
    page |= lab_page.standing(asked.lab, asked.foresight, links)
    return render_template("learner/lab.html", **page), 400 if asked.refusal else 200


def _section(chosen: Activity, section_id: str) -> tuple[Section, Figure]:
    """Return the section of that id and its two models; nothing else is a lab."""
    for section in chosen.sections:
        figure = section.figure
        if section.id == section_id and figure and figure.kind == "two-models":
            return section, figure
    raise NotFound


def _asked(lab: Lab, args: MultiDict[str, str]) -> Asked:
    """Go as far as possible: whoever asks for the impossible loses nothing of what was done."""
    asked = Asked(lab)
    try:
        for code in args.getlist("did"):
            asked = Asked(asked.lab.do(Action.read(code)))
        if "next" in args:
            planned = _planned(args)
            asked.lab.do(planned)
            return replace(asked, planned=planned)
        if args.get("see") == "guess" and asked.lab.actions:
            return replace(asked, foresight=Foresight.of(asked.lab, args.getlist("guess")))
    except CannotHappen as refused:
        return replace(asked, refusal=refused.args[0])
    return asked


def _planned(args: MultiDict[str, str]) -> Action:
    """Read what a link names whole, and a form in two parts: a button, and a node of the graph."""
    planned = Action.read(args["next"])
    if planned.node or planned.is_to_all:
        return planned
    return replace(planned, node=args.get("on", ""))
