"""What the services have in common: the address's query, the body, pages of an answer."""

import json
from collections.abc import Sequence
from typing import Any, TypeVar
from urllib.parse import urlencode

from flask import Response, request

from lti_tool.practice.errors import Forbidden, Malformed, WrongMediaType
from lti_tool.practice.lms import lms
from lti_tool.practice.models import Tool

T = TypeVar("T")


def require_query(tool: Tool) -> None:
    """Refuse an address whose own query was lost, had a path appended, or is another tool's."""
    sent = request.args.get("type_id", "")
    if not sent.isdecimal():
        raise Malformed(f"Keep the line item's query, ?type_id={tool.id}, and put paths before it.")
    if sent != str(tool.id):
        raise Forbidden("This address is for another tool than the access token.")


def body(media_type: str) -> dict[str, Any]:
    """Return the JSON object that was sent as exactly this content type."""
    if request.mimetype != media_type:
        raise WrongMediaType(f"Content-Type must be {media_type}.")
    try:
        sent = json.loads(request.get_data())
    except ValueError as error:
        raise Malformed("The body is not JSON.") from error
    if not isinstance(sent, dict):
        raise Malformed("The body must be a JSON object.")
    return sent


def number(sent: dict[str, Any], name: str) -> float | None:
    """Return a member that must be a finite number, 0 or more, where it is given at all."""
    if (value := sent.get(name)) is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e9:
        raise Malformed(f"{name} must be a number, 0 or more.")
    return float(value)


def text(sent: dict[str, Any], name: str) -> str:
    """Return a member that must be a text; "" where it is missing."""
    value = sent.get(name)
    if value is not None and not isinstance(value, str):
        raise Malformed(f"{name} must be a text.")
    return value or ""


def tidy(value: float) -> float | int:
    """Write 10.0 as 10, as people would."""
    return int(value) if value == int(value) else value


def answer(content: Any, media_type: str, status: int = 200) -> Response:
    """Answer with JSON under the service's own content type."""
    return Response(json.dumps(content), status, content_type=media_type)


def page(rows: Sequence[T]) -> tuple[Sequence[T], str | None]:
    """Cut out what `limit` and `from` ask for; also a Link header where more follows."""
    limit, start = _whole("limit"), _whole("from") or 0
    if not limit:
        return rows[start:], None
    shown = rows[start : start + limit]
    if start + limit >= len(rows):
        return shown, None
    query = request.args.to_dict() | {"limit": str(limit), "from": str(start + limit)}
    return shown, f'<{lms().config.issuer}{request.path}?{urlencode(query)}>; rel="next"'


def paged(rows: Sequence[Any], link: str | None, media_type: str) -> Response:
    """Answer with one page and, where more follows, the way to the next."""
    return with_link(answer(rows, media_type), link)


def with_link(response: Response, link: str | None) -> Response:
    """Add the Link header, if there is one."""
    if link:
        response.headers["Link"] = link
    return response


def _whole(name: str) -> int | None:
    sent = request.args.get(name)
    if sent is None:
        return None
    if not sent.isdecimal() or len(sent) > 9:
        raise Malformed(f"{name} must be a whole number.")
    return int(sent)
