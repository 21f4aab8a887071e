"""A call to a platform's service: with a token, renewed once, and page after page."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

from lti_tool.errors import OutOfTime, PlatformUnavailable
from lti_tool.models import Registration
from lti_tool.platforms import http
from lti_tool.platforms.refusals import refusal, wants_another_token
from lti_tool.platforms.tokens import Tokens
from quizzes.db import utcnow

MOST_PAGES = 1000
ONE_CALL = timedelta(seconds=http.WHOLE_SECONDS + 1)
LINK = re.compile(r"<([^<>]*)>([^<]*)")
NEXT = re.compile(r"rel\s*=[^a-z;]*next(?![a-z])", re.IGNORECASE)
"""Moodle writes its quotation marks round, which arrive as bytes that are no quotation marks."""


class Calls:
    """The way to every platform's services."""

    def __init__(self, pooled: http.Pool, tokens: Tokens) -> None:
        self._pooled = pooled
        self._tokens = tokens

    def send(
        self,
        registration: Registration,
        scope: str,
        method: str,
        url: str,
        until: datetime | None = None,
        **options: Any,
    ) -> http.Answer:
        """Call once, or twice where the token was no good any more; raises what a refusal means.

        `until` is when a call has to be over: none is begun that could take longer.
        """
        answer = self._send_once(registration, scope, method, url, options, until)
        if wants_another_token(answer):
            answer = self._send_once(registration, scope, method, url, options, until)
        if not answer.ok:
            raise refusal(answer)
        return answer

    def pages(
        self, registration: Registration, scope: str, url: str, kind: str
    ) -> Iterator[http.Answer]:
        """Yield a list page after page; raises PlatformUnavailable where it leads nowhere."""
        first, seen = url, set[str]()
        while url:
            seen.add(url)
            answer = self.send(registration, scope, "GET", url, headers={"Accept": kind})
            yield answer
            url = _next_page(answer, url)
            elsewhere = url and urlsplit(url)[:2] != urlsplit(first)[:2]
            if url in seen or elsewhere or len(seen) == MOST_PAGES:
                raise PlatformUnavailable("The LMS's list leads nowhere.")

    def _send_once(
        self,
        registration: Registration,
        scope: str,
        method: str,
        url: str,
        options: dict[str, Any],
        until: datetime | None,
    ) -> http.Answer:
        token = self._tokens.get(registration, scope)
        if until and utcnow() + ONE_CALL > until:
            raise OutOfTime
        headers = options["headers"] | {"Authorization": f"Bearer {token}"}
        answer = http.call(self._pooled, method, url, **(options | {"headers": headers}))
        if wants_another_token(answer):
            self._tokens.forget(registration, scope, token)
        return answer


def objects(answer: http.Answer, within: str | None = None) -> list[dict[str, Any]]:
    """Return the JSON objects of a list; raises PlatformUnavailable for something else."""
    try:
        found = answer.json()
        found = found[within] if within else found
    except (KeyError, TypeError, ValueError) as error:
        raise PlatformUnavailable(
            "The LMS answered with something else than was asked for."
        ) from error
    return [item for item in found if isinstance(item, dict)] if isinstance(found, list) else []


def _next_page(answer: http.Answer, url: str) -> str:
    for address, parameters in LINK.findall(answer.headers.get("Link", "")):
        if NEXT.search(parameters):
            try:
                return urljoin(url, html.unescape(address))
            except ValueError as error:
                raise PlatformUnavailable("The LMS's list leads nowhere.") from error
    return ""
