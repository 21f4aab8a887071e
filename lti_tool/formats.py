"""Numbers, dates and times as the reader's language, and their country, write them."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from functools import lru_cache

from babel.core import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, get_datetime_format
from babel.numbers import format_decimal
from flask import Flask

from lti_tool import languages
from quizzes.db import utcnow

MOST_KEPT = 4096
"""How many numbers, days and times are kept as they were written: a roster repeats many."""
USUAL = {"en": Locale("en", "GB")}
"""Where a language is from if nobody says so: 28 Nov 2026, 09:41."""


def region() -> Locale:
    """Return the reader's language with their country, which may write dates its own way."""
    return languages.once(_of_reader)


def _of_reader() -> Locale:
    return _region(languages.current(), languages.wishes())


@lru_cache(maxsize=MOST_KEPT)
def _region(language: Locale, wishes: tuple[str, ...]) -> Locale:
    for wish in wishes:
        try:
            found = Locale.parse(wish.replace("-", "_"))
        except (ValueError, UnknownLocaleError):
            continue
        if found.language == language.language and found.territory:
            return found
    return USUAL.get(language.language, language)


def number(value: float) -> str:
    """Write points as people do: 8.6, and 4 rather than 4.0."""
    return _number(value, region())


@lru_cache(maxsize=MOST_KEPT)
def _number(value: float, locale: Locale) -> str:
    return str(format_decimal(value, "#,##0.##", locale=locale))


def moment(at: datetime) -> str:
    """Write a moment for whoever may be anywhere: 28 Nov 2026, 09:41 UTC."""
    return f"{_date_and_time(at, UTC)} UTC"


def clock(at: datetime, now: datetime | None = None) -> str:
    """Write a moment as this server's clock shows it: 09:41, with the day where it is another."""
    local, today = at.astimezone(), (now or utcnow()).astimezone().date()
    if local.date() == today:
        return _time(local.hour, local.minute, region())
    return _date_and_time(local, local.tzinfo)


def _date_and_time(at: datetime, zone: tzinfo | None) -> str:
    locale, local = region(), at.astimezone(zone)
    hours, day = _time(local.hour, local.minute, locale), _date(local.date(), locale)
    return str(get_datetime_format("medium", locale=locale)).format(hours, day)


@lru_cache(maxsize=MOST_KEPT)
def _time(hour: int, minute: int, locale: Locale) -> str:
    return format_time(time(hour, minute), "short", locale=locale)


@lru_cache(maxsize=MOST_KEPT)
def _date(day: date, locale: Locale) -> str:
    return format_date(day, "medium", locale=locale)


def register(app: Flask) -> None:
    """Let templates write numbers and moments too."""
    app.jinja_env.filters |= {"number": number, "moment": moment}
    app.context_processor(lambda: {"region": str(region()).replace("_", "-")})
