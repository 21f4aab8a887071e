"""The grade column that a link should have, where it is ours to make."""

from __future__ import annotations

import hashlib
import math
from dataclasses import dataclass
from typing import Any

from lti_tool.grades import canvas
from lti_tool.models import ResourceLink
from quizzes.content import catalogue

LONGEST_LABEL = 255
MOST_POINTS = 100


@dataclass(frozen=True)
class Wanted:
    """A column, as it should be.

    Attributes:
        resource_link_id: the link's id at the platform.
        resource_id, tag: what we know our column by: the activity, and this link of it.
    """

    resource_link_id: str
    resource_id: str
    tag: str
    label: str
    maximum: float

    @property
    def look(self) -> dict[str, Any]:
        """Return what people see of it, as LTI writes that."""
        return {"label": self.label, "scoreMaximum": self.maximum}

    def written(self, for_canvas: bool, launch_url: str) -> dict[str, Any]:
        """Return it as LTI writes a column that is to be made.

        Canvas refuses a column for a link that has no assignment, which is the only kind of
        link that comes without a column there; it makes the assignment from the column.
        """
        ours = {**self.look, "resourceId": self.resource_id, "tag": self.tag}
        if for_canvas:
            return ours | canvas.assignment(launch_url)
        return ours | {"resourceLinkId": self.resource_link_id}


def wanted(link: ResourceLink, for_canvas: bool) -> Wanted:
    """Return the column that a link should have."""
    key = link.placement.activity_key
    label = link.title or catalogue.load(key).title
    digest = hashlib.sha256(link.resource_link_id.encode()).hexdigest()
    return Wanted(
        resource_link_id=link.resource_link_id,
        resource_id=key,
        tag=f"lineage-lab-{digest[:12]}",
        label=label[:LONGEST_LABEL],
        maximum=whole_points(link.placement.points, for_canvas),
    )


def is_outdated(link: ResourceLink, for_canvas: bool) -> bool:
    """Tell whether a column of ours no longer looks as it should."""
    if link.column_label is None:
        return False
    now = wanted(link, for_canvas)
    return (now.label, now.maximum) != (link.column_label, link.column_maximum)


def whole_points(points: float, for_canvas: bool) -> int:
    """Return a column's maximum: a whole number, up to 100 but for Canvas.

    With anything else Moodle can make a column of text, which never shows a grade. A score
    carries its own maximum and is scaled to the column's, so nobody gets more or less; it is
    rounded up, so that a column never has fewer points than the activity, nor none at all.
    """
    whole = max(1, math.ceil(points))
    return whole if for_canvas else min(whole, MOST_POINTS)
