"""Work that a script sends: when it was written, and what to tell of another that it met."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from flask import request

from lti_tool.formats import clock
from quizzes.versions import Met

LONGEST_AGO = 10 * 365 * 24 * 60 * 60 * 1000  # ms


def written_at(now: datetime) -> datetime:
    """Return when it was written by our clock: the browser says how many milliseconds ago."""
    ago = request.form.get("age", default=0, type=int)
    return now - timedelta(milliseconds=min(max(ago, 0), LONGEST_AGO))


def told(met: Met[Any], now: datetime) -> dict[str, Any]:
    """Return what save.js is told: when it was saved, and the other version as a form has it."""
    saved = {"saved_at": met.at.isoformat(), "saved_at_text": clock(now)}
    if met.newer is not None:
        return saved | {"met": "newer", "other": _as_form(met.newer)}
    if met.replaced is not None:
        return saved | {"met": "replaced", "other": _as_form(met.replaced)}
    return saved


def _as_form(work: str | tuple[str, ...]) -> str:
    return urlencode({"text": work} if isinstance(work, str) else {"chosen": work}, doseq=True)
