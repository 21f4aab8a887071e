"""What LTI's role names mean here: staff, or a learner at most."""

from collections.abc import Iterable

CONTEXT = "http://purl.imsglobal.org/vocab/lis/v2/membership"
INSTITUTION = "http://purl.imsglobal.org/vocab/lis/v2/institution/person"
SYSTEM = "http://purl.imsglobal.org/vocab/lis/v2/system/person"

_STAFF_OF_A_CONTEXT = frozenset(
    {"Administrator", "ContentDeveloper", "Instructor", "Manager", "Officer", "TeachingAssistant"}
)
_STAFF_ANYWHERE = frozenset({"Administrator", "SysAdmin", "AccountAdmin", "Creator", "SysSupport"})
_ADMINISTRATORS = frozenset(
    {
        INSTITUTION + "#Administrator",
        SYSTEM + "#Administrator",
        SYSTEM + "#SysAdmin",
        SYSTEM + "#AccountAdmin",
    }
)


def is_staff(roles: Iterable[str]) -> bool:
    """Tell whether these roles are those of staff in this course.

    Context roles win over roles in the institution: a professor who takes a course is its
    learner. Short names are context roles; a sub-role counts as its principal role
    ("membership/Instructor#TeachingAssistant"). Unknown roles give nothing.
    """
    roles = list(roles)
    in_context = {name for role in roles if (name := _context_role(role))}
    if in_context:
        return bool(in_context & _STAFF_OF_A_CONTEXT)
    return any(
        role.startswith((INSTITUTION, SYSTEM)) and role.rpartition("#")[2] in _STAFF_ANYWHERE
        for role in roles
    )


def is_administrator(roles: Iterable[str]) -> bool:
    """Tell whether this is an administrator of the LMS itself, and not only of a course."""
    return bool(_ADMINISTRATORS.intersection(roles))


def is_test_user(roles: Iterable[str]) -> bool:
    """Tell whether this is nobody real, as Canvas's Test Student ("lti/system/person#TestUser")."""
    return any(role.startswith("http") and role.endswith("#TestUser") for role in roles)


def _context_role(role: str) -> str:
    if role.startswith(CONTEXT + "#"):
        return role.removeprefix(CONTEXT + "#")
    if role.startswith(CONTEXT + "/"):
        return role.removeprefix(CONTEXT + "/").partition("#")[0]
    return role if role.isalpha() else ""
