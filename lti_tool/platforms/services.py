"""What we ask platforms for: scores, results and class lists.

Every call ends in one of three ways: done, PlatformUnavailable (try later) or
PlatformRefused (not before somebody changes something).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urljoin, urlsplit, urlunsplit

import requests

from lti_tool.errors import PlatformRefused, PlatformUnavailable, ScoreNotNewer
from lti_tool.models import Registration
from lti_tool.platforms import http
from lti_tool.platforms.members import Member, read_member
from lti_tool.platforms.tokens import Tokens
from quizzes.db import Database

AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE_SCOPE = AGS + "score"
RESULT_SCOPE = AGS + "result.readonly"
ROSTER_SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"

SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"
ROSTER_TYPE = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

FINAL = frozenset({400, 404, 422})
"""Refusals that the same request would meet again."""


@dataclass(frozen=True)
class Result:
    """What a platform has in a grade column for one person; None where there is no grade."""

    given: float | None
    maximum: float | None


class Services:
    """Calls to platforms, in the name of a registration."""

    def __init__(self, db: Database, secret_key: str) -> None:
        self._pooled = http.pool()
        self._tokens = Tokens(db, secret_key, self._pooled)

    def send_score(
        self, registration: Registration, line_item_url: str, score: dict[str, Any]
    ) -> None:
        """Post a score to a grade column."""
        url = below(line_item_url, "scores")
        headers = {"Content-Type": SCORE_TYPE}
        self._call(registration, SCORE_SCOPE, "POST", url, json=score, headers=headers)

    def read_result(
        self, registration: Registration, line_item_url: str, subject: str
    ) -> Result | None:
        """Return what the grade column shows for one person, None where it shows nobody."""
        url = below(line_item_url, "results")
        url += ("&" if urlsplit(url).query else "?") + "user_id=" + quote(subject, safe="")
        headers = {"Accept": RESULTS_TYPE}
        answer = self._call(registration, RESULT_SCOPE, "GET", url, headers=headers)
        for result in _objects(answer, None):
            if result.get("userId") == subject:
                return Result(
                    _number(result.get("resultScore")), _number(result.get("resultMaximum"))
                )
        return None

    def members(self, registration: Registration, memberships_url: str) -> Iterator[Member]:
        """Yield everybody in a class list, page after page.

        Raises PlatformUnavailable for a list that cannot be followed to its end.
        """
        url, headers, seen = memberships_url, {"Accept": ROSTER_TYPE}, set[str]()
        while url:
            seen.add(url)
            answer = self._call(registration, ROSTER_SCOPE, "GET", url, headers=headers)
            for member in _objects(answer, "members"):
                if read := read_member(member):
                    yield read
            url = _next_page(answer, url)
            if url in seen or (url and urlsplit(url)[:2] != urlsplit(memberships_url)[:2]):
                raise PlatformUnavailable("The LMS's class list leads nowhere.")

    def _call(
        self, registration: Registration, scope: str, method: str, url: str, **options: Any
    ) -> http.Answer:
        answer = self._call_once(registration, scope, method, url, options)
        if _wants_another_token(answer):
            answer = self._call_once(registration, scope, method, url, options)
        if answer.ok:
            return answer
        said = f"The LMS said: {answer.status} {answer.own_words()}".rstrip()
        if _has_this_or_a_later_time(answer):
            raise ScoreNotNewer(said)
        raise (PlatformRefused if answer.status in FINAL else PlatformUnavailable)(said)

    def _call_once(
        self,
        registration: Registration,
        scope: str,
        method: str,
        url: str,
        options: dict[str, Any],
    ) -> http.Answer:
        token = self._tokens.get(registration, scope)
        headers = options["headers"] | {"Authorization": f"Bearer {token}"}
        answer = http.call(self._pooled, method, url, **(options | {"headers": headers}))
        if _wants_another_token(answer):
            self._tokens.forget(registration, scope, token)
        return answer


def below(line_item_url: str, name: str) -> str:
    """Return a service of a line item; Moodle's line item URLs carry a query."""
    parts = urlsplit(line_item_url)
    return urlunsplit(parts._replace(path=f"{parts.path.rstrip('/')}/{name}"))


def _objects(answer: http.Answer, within: str | None) -> list[dict[str, Any]]:
    try:
        found = answer.json()
        found = found[within] if within else found
    except (KeyError, TypeError, ValueError) as error:
        raise PlatformUnavailable(
            "The LMS answered with something else than was asked for."
        ) from error
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _next_page(answer: http.Answer, url: str) -> str:
    for link in requests.utils.parse_header_links(answer.headers.get("Link", "")):
        if link.get("rel", "").casefold() == "next":
            return urljoin(url, link["url"])
    return ""


def _number(value: Any) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def _wants_another_token(answer: http.Answer) -> bool:
    """Open edX says 403 where others say 401; Canvas says 403 when it is asked too often."""
    too_often = b"rate limit" in answer.body.lower()
    return answer.status == 401 or (answer.status == 403 and not too_often)


def _has_this_or_a_later_time(answer: http.Answer) -> bool:
    """Open edX says 400, naming the timestamp, where Moodle says 409."""
    return answer.status == 409 or (answer.status == 400 and b"timestamp" in answer.body.lower())
