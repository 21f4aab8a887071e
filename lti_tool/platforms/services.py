"""What we ask platforms for: grade columns, scores, results, class lists and groups.

Every call ends in one of three ways: done, PlatformUnavailable (try later) or
PlatformRefused (not before somebody changes something). calls.py makes them, refusals.py
says which of the three an answer is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from lti_tool.config import Config
from lti_tool.errors import PlatformUnavailable
from lti_tool.models import Registration
from lti_tool.models.scopes import (
    GROUPS_SCOPE,
    LINE_ITEM_SCOPE,
    RESULT_SCOPE,
    ROSTER_SCOPE,
    SCORE_SCOPE,
)
from lti_tool.platforms import http, line_items
from lti_tool.platforms.calls import Calls, objects
from lti_tool.platforms.course_groups import Group, read_group
from lti_tool.platforms.http import Answer
from lti_tool.platforms.line_items import LINE_ITEM_TYPE, LINE_ITEMS_TYPE, LineItem, below
from lti_tool.platforms.members import Member, read_member
from lti_tool.platforms.tokens import Tokens
from quizzes.db import Database

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
GROUPS_TYPE = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"
ROUNDED = 0.01
"""By less than how many points of its column a platform's rounding can change a score."""
MOST_MEMBERS = 50_000
"""No course has more; a list without end would fill our memory, and then the database."""
MOST_GROUPS = 1000


@dataclass(frozen=True)
class Result:
    """What a platform has in a grade column for one person; None where there is no grade."""

    given: float | None
    maximum: float | None

    def shows(self, share: float) -> bool:
        """Tell whether this is a share of the points, as closely as platforms round."""
        if self.given is None or not self.maximum:
            return False
        return abs(self.given - share * self.maximum) < ROUNDED


class Services:
    """Calls to platforms, in the name of a registration."""

    def __init__(self, db: Database, config: Config, pooled: http.Pool) -> None:
        self.launch_url = config.launch_url
        """Where platforms launch us, for those that want to know."""
        self._tokens = Tokens(db, config.secret_key, pooled)
        self._calls = Calls(pooled, self._tokens)

    def check_scope(self, registration: Registration, scope: str) -> None:
        """Ask for a new token that allows one thing; raises what the platform says to that.

        AccessRefused, a PlatformRefused, where somebody has to allow it first.
        """
        self._tokens.renew(registration, scope)

    def line_items(
        self,
        registration: Registration,
        url: str,
        *,
        resource_link_id: str = "",
        resource_id: str = "",
        tag: str = "",
        scope: str = LINE_ITEM_SCOPE,
    ) -> list[LineItem]:
        """Return a course's grade columns, all or those with these ids.

        `scope` is the one that was granted: LINE_ITEM_READ_SCOPE will do.
        """
        wanted = {"resource_link_id": resource_link_id, "resource_id": resource_id, "tag": tag}
        asked = line_items.filtered(url, **wanted)
        found = (
            line_items.read(sent, url)
            for answer in self._calls.pages(registration, scope, asked, LINE_ITEMS_TYPE)
            for sent in objects(answer)
        )
        # Not every platform knows every filter.
        return [item for item in found if item and item.matches(**wanted)]

    def create_line_item(
        self, registration: Registration, url: str, column: Mapping[str, Any]
    ) -> LineItem:
        """Make a grade column among a course's; `column` is as LTI writes it."""
        answer = self._write_line_item(registration, "POST", url, column)
        return line_items.read_one(answer, url)

    def read_line_item(
        self, registration: Registration, url: str, *, scope: str = LINE_ITEM_SCOPE
    ) -> LineItem:
        """Return a grade column; raises NotThere where it was deleted."""
        headers = {"Accept": LINE_ITEM_TYPE}
        answer = self._calls.send(registration, scope, "GET", url, headers=headers)
        return line_items.read_one(answer, url)

    def update_line_item(
        self, registration: Registration, url: str, changes: Mapping[str, Any]
    ) -> LineItem:
        """Change a grade column in these properties, as LTI names them, and in no other.

        Moodle wipes what a PUT leaves out, so everything that it has goes back; Open edX
        refuses the nulls that it gives itself, so those do not.
        """
        before = self.read_line_item(registration, url).everything
        kept = {name: value for name, value in before.items() if value is not None}
        after = kept | dict(changes)
        return line_items.read_one(self._write_line_item(registration, "PUT", url, after), url)

    def send_score(
        self,
        registration: Registration,
        line_item_url: str,
        score: dict[str, Any],
        until: datetime | None = None,
    ) -> None:
        """Post a score to a grade column; where that could last longer than `until`, OutOfTime."""
        url = below(line_item_url, "scores")
        headers = {"Content-Type": SCORE_TYPE}
        self._calls.send(registration, SCORE_SCOPE, "POST", url, until, json=score, headers=headers)

    def read_result(
        self, registration: Registration, line_item_url: str, subject: str
    ) -> Result | None:
        """Return what the grade column shows for one person, None where it shows nobody."""
        # No `limit`: Moodle answers that with a page that says 404.
        url = below(line_item_url, "results")
        url += ("&" if urlsplit(url).query else "?") + "user_id=" + quote(subject, safe="")
        headers = {"Accept": RESULTS_TYPE}
        answer = self._calls.send(registration, RESULT_SCOPE, "GET", url, headers=headers)
        return _results(answer).get(subject)

    def results(self, registration: Registration, line_item_url: str) -> dict[str, Result]:
        """Return what the grade column shows, by the person's id at the platform.

        Raises PlatformUnavailable for a list that cannot be followed to its end.
        """
        url = below(line_item_url, "results")
        pages = self._calls.pages(registration, RESULT_SCOPE, url, RESULTS_TYPE)
        found: dict[str, Result] = {}
        for answer in pages:
            found |= _results(answer)
            if len(found) > MOST_MEMBERS:
                raise PlatformUnavailable("The LMS's list of results has no end.")
        return found

    def members(
        self, registration: Registration, memberships_url: str, *, with_groups: bool = False
    ) -> Iterator[Member]:
        """Yield everybody in a class list, page after page.

        `with_groups`: ask which groups each is in. Raises PlatformUnavailable for a list that
        cannot be followed to its end.
        """
        url = memberships_url
        if with_groups:
            url += ("&" if urlsplit(url).query else "?") + "groups=true"
        pages = self._calls.pages(registration, ROSTER_SCOPE, url, ROSTER_TYPE)
        seen = 0
        for answer in pages:
            members = objects(answer, "members")
            seen += len(members)
            if seen > MOST_MEMBERS:
                raise PlatformUnavailable("The LMS's class list has no end.")
            for member in members:
                if read := read_member(member):
                    yield read

    def groups(self, registration: Registration, groups_url: str) -> list[Group]:
        """Return the groups of a course.

        Raises PlatformUnavailable for a list that cannot be followed to its end.
        """
        found: list[Group] = []
        for answer in self._calls.pages(registration, GROUPS_SCOPE, groups_url, GROUPS_TYPE):
            found += filter(None, map(read_group, objects(answer, "groups")))
            if len(found) > MOST_GROUPS:
                raise PlatformUnavailable(f"The LMS lists more than {MOST_GROUPS:,} groups.")
        return found

    def _write_line_item(
        self, registration: Registration, method: str, url: str, column: Mapping[str, Any]
    ) -> Answer:
        headers = {"Content-Type": LINE_ITEM_TYPE}
        return self._calls.send(
            registration, LINE_ITEM_SCOPE, method, url, json=dict(column), headers=headers
        )


def _results(answer: Answer) -> dict[str, Result]:
    return {
        str(result["userId"]): Result(
            _number(result.get("resultScore")), _number(result.get("resultMaximum"))
        )
        for result in objects(answer)
        if isinstance(result.get("userId"), str | int)
    }


def _number(value: Any) -> float | None:
    try:
        return float(value) if isinstance(value, int | float) else None
    except OverflowError:  # JSON's numbers know no end
        return None
