"""The administrator's pages: which tools are registered, how more are added, what each is told."""

from flask import Blueprint, g, redirect, render_template, request, url_for
from sqlalchemy import delete, select
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from lti_tool.practice import addresses, canvas
from lti_tool.practice.acting import as_somebody, require_admin
from lti_tool.practice.errors import Forbidden, Incomplete, NotFound
from lti_tool.practice.lms import lms, utcnow
from lti_tool.practice.models import AccessToken, Activity, LineItem, Person, Tool
from lti_tool.practice.models.tools import ACTIVE, BUILT_IN
from lti_tool.practice.opening import target
from lti_tool.practice.registration import link_for, new_client_id

bp = Blueprint("tools", __name__, url_prefix="/tools")


@bp.get("")
@as_somebody
def list_tools(database: Session, person: Person) -> str:
    """List the tools; `closed` names the client id of a registration whose page just closed."""
    require_admin(person)
    return tools_page(database, closed=request.args.get("closed"))


def tools_page(
    database: Session,
    closed: str | None = None,
    link_fault: str | None = None,
    json_faults: list[str] | None = None,
) -> str:
    """Render the list with the forms, and what was wrong with what these sent."""
    tools = database.scalars(select(Tool).order_by(Tool.id)).all()
    return render_template(
        "practice/tools.html",
        tools=tools,
        closed=closed,
        newest=next((tool for tool in tools if tool.client_id == closed), None),
        link_fault=link_fault,
        json_faults=json_faults or [],
        sent=request.values,
    )


@bp.get("/registration")
@as_somebody
def registration(database: Session, person: Person) -> Response | str:
    """Open a tool's registration link, completed, in a frame or for a window."""
    require_admin(person)
    link = request.args.get("link", "").strip()
    if fault := addresses.fault(link, lms().config):
        return Response(tools_page(database, link_fault=fault), 400, content_type="text/html")
    client_id = new_client_id()
    g.tool_origin = addresses.origin_of(link)
    return render_template(
        "practice/registration.html",
        link=link_for(link, client_id, utcnow()),
        origin=g.tool_origin,
        target=target(),
        after=url_for(".list_tools", closed=client_id),
    )


@bp.post("/canvas")
@as_somebody
def add_by_canvas(database: Session, person: Person) -> Response:
    """Add a tool by its JSON for Canvas, pasted or fetched from the tool."""
    require_admin(person)
    pasted, url = request.form.get("json", "").strip(), request.form.get("url", "").strip()
    config = lms().config
    try:
        tool = canvas.read(pasted or canvas.fetch(url, config), config)
    except Incomplete as refused:
        page = tools_page(database, json_faults=refused.faults)
        return Response(page, 422, content_type="text/html")
    database.add(tool)
    database.flush()
    return redirect(url_for(".show", tool_id=tool.id), 303)


@bp.get("/<int:tool_id>")
@as_somebody
def show(database: Session, person: Person, tool_id: int) -> str:
    """Show what is known of a tool, and what its own admin has to type there."""
    tool = find(database, person, tool_id)
    return render_template("practice/tool.html", tool=tool, config=lms().config)


def find(database: Session, person: Person, tool_id: int) -> Tool:
    """Return a tool to an administrator."""
    require_admin(person)
    if tool := database.get(Tool, tool_id):
        return tool
    raise NotFound("There is no such tool.")


@bp.post("/<int:tool_id>/activation")
@as_somebody
def activate(database: Session, person: Person, tool_id: int) -> Response:
    """Let a pending tool be opened."""
    find(database, person, tool_id).state = ACTIVE
    return redirect(url_for(".list_tools"), 303)


@bp.route("/<int:tool_id>/deletion", methods=["GET", "POST"])
@as_somebody
def remove(database: Session, person: Person, tool_id: int) -> Response | str:
    """Ask, then delete a tool with its activities, columns and grades."""
    tool = find(database, person, tool_id)
    if tool.came_by == BUILT_IN:
        raise Forbidden("The built-in tool stays: this LMS was started for it.")
    if request.method == "GET":
        count = len(activities_of(database, tool))
        return render_template(
            "practice/confirmation.html",
            question=f"Delete the tool “{tool.name}”?",
            consequence=f"Its {count} activities, their columns and all grades in them go too."
            if count
            else "It has no activities here.",
            back=url_for(".list_tools"),
        )
    forget(database, tool)
    return redirect(url_for(".list_tools"), 303)


def activities_of(database: Session, tool: Tool) -> list[Activity]:
    """Return a tool's activities in all courses."""
    return list(database.scalars(select(Activity).filter_by(tool_id=tool.id)))


def forget(database: Session, tool: Tool) -> None:
    """Delete a tool and all that hangs from it."""
    for activity in activities_of(database, tool):
        database.delete(activity)
    database.flush()
    for item in database.scalars(select(LineItem).filter_by(tool_id=tool.id)):
        database.delete(item)
    database.execute(delete(AccessToken).filter_by(tool_id=tool.id))
    database.delete(tool)
