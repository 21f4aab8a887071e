"""Cases that read as sentences, and addresses that they share."""

from typing import Any

import pytest

from tests.support.replaying import exchange

COLUMNS = "services.php/2/lineitems?type_id=1"
COLUMN = "services.php/2/lineitems/3/lineitem?type_id=1"
MEMBERS = "services.php/CourseSection/2/bindings/1/memberships"


def named(*cases: tuple[Any, ...]) -> list[Any]:
    """Name each case by its sentence, which comes first."""
    return [pytest.param(*values, id=sentence) for sentence, *values in cases]


def address(name: str) -> str:
    """Return where a captured request went to, below mod/lti."""
    return str(exchange(name)["request"]["url"]).partition("/mod/lti/")[2]


def column_of(name: str) -> str:
    """Return the column that a captured score or result belongs to, as a launch names it."""
    return address(name).replace("/scores", "").replace("/results", "")
