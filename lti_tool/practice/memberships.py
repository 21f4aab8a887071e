"""Who is in a course, as services: names and roles, and the groups, page by page."""

from typing import Any

from flask import Blueprint, Response, g, request

from lti_tool.practice.claims import context, groups_url, memberships_url, personal
from lti_tool.practice.errors import NotFound
from lti_tool.practice.line_items import find_course
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Course, Enrollment, Tool
from lti_tool.practice.services import answer, page, with_link
from lti_tool.practice.tokens import require_scope
from lti_tool.practice.vocabulary import (
    COURSE_ROLES,
    GROUPS,
    GROUPS_SCOPE,
    MEMBERSHIP,
    MEMBERSHIP_SCOPE,
    MEMBERSHIPS,
)

bp = Blueprint("memberships", __name__)


@bp.get("/lti/courses/<course_id>/memberships")
def list_members(course_id: str) -> Response:
    """List a course's people, narrowed by role or to those who can see an activity."""
    with lms().sessions.begin() as session:
        tool = require_scope(session, MEMBERSHIP_SCOPE)
        course = find_course(session, course_id)
        require_activity(course, tool, request.args.get("rlid"))
        wanted = request.args.get("role")
        listed = [each for each in course.enrollments if has_role(each, wanted)]
        members = [describe(each, tool) | groups_of(each, tool) for each in listed]
        shown, link = page(members)
        content = {
            "id": memberships_url(lms().config, course),
            "context": context(course),
            "members": shown,
        }
    g.note = f"{len(shown)} of {len(members)} people"
    return with_link(answer(content, MEMBERSHIPS), link)


@bp.get("/lti/courses/<course_id>/groups")
def list_groups(course_id: str) -> Response:
    """List a course's groups, or those that one person is in."""
    with lms().sessions.begin() as session:
        require_scope(session, GROUPS_SCOPE)
        course = find_course(session, course_id)
        person = request.args.get("user_id")
        groups = [
            {"id": str(group.id), "name": group.name}
            for group in course.groups
            if person is None or person in {each.person_id for each in group.members}
        ]
        shown, link = page(groups)
        content = {"id": groups_url(lms().config, course), "groups": shown}
    g.note = f"{len(shown)} of {len(groups)} groups"
    return with_link(answer(content, GROUPS), link)


def require_activity(course: Course, tool: Tool, activity_id: str | None) -> None:
    """Refuse a resource link that the tool has not in the course; everyone sees those it has."""
    mine = {activity.id for activity in course.activities if activity.tool_id == tool.id}
    if activity_id and activity_id not in mine:
        raise NotFound(f"Course {course.id} has no resource link {activity_id}.")


def has_role(enrolled: Enrollment, role: str | None) -> bool:
    """Say whether a person has the role, which may be a full URI or a short word."""
    return role is None or {role, MEMBERSHIP + role} & {*COURSE_ROLES[enrolled.role]} != set()


def groups_of(enrolled: Enrollment, tool: Tool) -> dict[str, Any]:
    """Return which groups a member is in, to a tool that may know and asks for it."""
    if GROUPS_SCOPE not in tool.scopes or request.args.get("groups") != "true":
        return {}
    return {"group_enrollments": [{"group_id": str(group.id)} for group in enrolled.groups]}


def describe(enrolled: Enrollment, tool: Tool) -> dict[str, Any]:
    """Return a member as the standard has it, with the personal data that the tool asked for."""
    return {
        "status": "Active",
        "user_id": enrolled.person_id,
        "roles": list(COURSE_ROLES[enrolled.role]),
        **personal(enrolled.person, tool),
    }
