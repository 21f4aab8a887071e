"""How every launch begins: the browser is sent to the tool's login address."""

from typing import Any, Final

from flask import g, render_template, request

from lti_tool.practice import wishes
from lti_tool.practice.acting import browser
from lti_tool.practice.errors import Forbidden, NotFound
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Course, Person, Tool
from lti_tool.practice.places import Place

TARGETS: Final = ("iframe", "window")

# What a try may choose: the lti_storage_target that is sent, and who answers there.
STORAGE: Final = {
    "_parent": "_parent",  # the page around the tool answers
    "lti_storage": "lti_storage",  # a frame of this name beside the tool's answers
    "missing": "lti_storage",  # the frame is promised, and is not there
    "silent": "_parent",  # nobody answers
    "none": None,  # platform storage is not offered at all, as in Moodle
}


def begin(
    tool: Tool,
    who: tuple[Person, Place],
    where: Course | None,
    message: str,
    about: dict[str, Any],
    target_link_uri: str,
) -> str:
    """Answer with the form that begins a login at the tool; `who` is the actor and their place.

    `where` is None for what concerns no course.
    """
    if not tool.is_active:
        raise Forbidden(f"{tool.name} is not active here. An administrator can activate it.")
    actor, place = who
    wish = wishes.Wish(
        browser=browser(),
        actor=actor.id,
        person=place.person.id,
        role=place.role,
        course=where.id if where else "",
        tool=tool.id,
        message=message,
        target=target(),
        about=about,
    )
    fields = {
        "iss": lms().config.issuer,
        "client_id": tool.client_id,
        "lti_deployment_id": tool.deployment_id,
        "target_link_uri": target_link_uri,
        "login_hint": place.person.id,
        "lti_message_hint": wishes.sign(wish),
    }
    if storage_target := STORAGE[storage()]:
        fields["lti_storage_target"] = storage_target
    return form_post(tool, tool.login_url, fields)


def target() -> str:
    """Return where the address asks to open the tool."""
    asked = request.args.get("in", "iframe")
    if asked not in TARGETS:
        raise NotFound("A tool opens in an iframe or in a window.")
    return asked


def storage() -> str:
    """Return how the address asks platform storage to be."""
    asked = request.args.get("storage", "_parent")
    if asked not in STORAGE:
        raise NotFound(f"Platform storage is one of {', '.join(STORAGE)}.")
    return asked


def framed(tool: Tool) -> dict[str, Any]:
    """Let this page show a tool in a frame, and return what its template needs for that."""
    g.tool_origin = tool.origin
    return {"tool": tool, "storage": storage()}


def form_post(tool: Tool, action: str, fields: dict[str, str]) -> str:
    """Answer with a page that posts the fields to the tool by itself."""
    g.tool_origin = tool.origin
    return render_template("practice/form_post.html", action=action, fields=fields, title=tool.name)
