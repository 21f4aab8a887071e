"""A placement's settings as a link's custom values, the only thing that survives a course copy.

A copied course has new ids for its links, contexts and line items; `custom` comes along. So
what an instructor chose travels there, in words that every platform keeps: small letters in
names (Moodle sends others twice), no "=" in values (Moodle cuts at a second one). Beside
each date stands a variable: a platform that knows it (Canvas) says at each launch what the
date is there now, moved or extended for one student; another sends it back as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, get_args

from lti_tool import zones
from lti_tool.platforms import course_copies
from quizzes import placements
from quizzes.content.activity import MOST_ATTEMPTS, MOST_POINTS, Activity, Feedback
from quizzes.counting import COUNTINGS
from quizzes.models import Placement
from quizzes.placements import Dates, Settings

ACTIVITY = "activity"
DATES = {
    "opens_at": ("opens", "$ResourceLink.available.startDateTime"),
    "due_at": ("due", "$ResourceLink.submission.endDateTime"),
    "closes_at": ("closes", "$ResourceLink.available.endDateTime"),
}
"""Each date's custom name, and the variable that a platform may put its own in place of."""
OF_THE_LINK = (
    *("points", "pass_mark", "attempts", "counting", "late_penalty", "feedback"),
    *(name for name, _ in DATES.values()),
    "time_zone",
)
OF_THE_PLATFORM = tuple(f"platform_{name}" for name, _ in DATES.values())


def to_custom(activity_key: str, settings: Settings) -> dict[str, str]:
    """Write settings as a link's custom values."""
    custom = {
        ACTIVITY: activity_key,
        "points": f"{settings.points:g}",
        "pass_mark": f"{settings.pass_mark * 100:.0f}",
        "attempts": str(settings.attempts_allowed),
        "counting": settings.counting,
        "late_penalty": f"{settings.late_penalty * 100:.0f}",
        "feedback": settings.feedback,
    }
    for field, (name, variable) in DATES.items():
        if date := getattr(settings, field):
            custom[name] = in_iso(date)
        custom[f"platform_{name}"] = variable
    if settings.time_zone != zones.USUAL:
        custom["time_zone"] = settings.time_zone
    return custom | course_copies.ASKED_FOR


def from_custom(custom: Mapping[str, Any], activity: Activity) -> Settings:
    """Read settings; what is missing or broken is as usual for the activity, and never an error."""
    return replace(placements.usual(activity), **_said(custom))


def apply(
    placement: Placement | None,
    custom: Mapping[str, Any],
    activity: Activity,
    now: datetime,
    *,
    by_staff: bool,
) -> Placement:
    """Return the placement that a link opens, set up as the link's custom values say.

    It is a new one, for the caller to add, where there is none or where the link has been
    set to another activity. An existing one changes only in what the link says otherwise
    than at its last launch: a second pick, or a platform's own date that was moved. Such a
    date counts for everybody only where staff launch: a student's may be that student's alone.
    What everybody has earned by then is to be reckoned anew.
    """
    if placement and placement.activity_key != activity.key:
        placement = None
    before = (placement.said or {}) if placement else {}
    heard = _those(OF_THE_LINK, custom) | _those(OF_THE_PLATFORM, custom if by_staff else before)
    if placement and heard == placement.said:
        return placement
    settings = from_custom(heard, activity)
    if placement:
        was, is_now = _said(before), _said(heard)
        changed = [name for name in was | is_now if was.get(name) != is_now.get(name)]
        placements.change(placement, {name: getattr(settings, name) for name in changed})
        if changed:
            placement.unsettled_at = now
    else:
        placement = placements.place(activity, settings, now)
    placement.said = heard
    return placement


def own_dates(custom: Mapping[str, Any]) -> Dates | None:
    """Return the dates that the platform named for the learner who launches, if it named any."""
    if not any(_date(custom.get(f"platform_{name}")) for name, _ in DATES.values()):
        return None
    said = _said(custom)
    return Dates(**{field: said.get(field) for field in DATES})


def names_dates(placement: Placement) -> bool:
    """Tell whether the platform names the dates of a link, so that they are set there alone."""
    return any(_date(placement.said.get(name)) for name in OF_THE_PLATFORM)


def in_iso(date: datetime) -> str:
    """Write a moment as platforms read it: 2026-12-01T22:59:00Z."""
    return date.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _said(custom: Mapping[str, Any]) -> dict[str, Any]:
    """Return the settings that the custom values name and that can be read."""
    read = {
        "points": _read(custom.get("points"), _whole(1, MOST_POINTS)),
        "pass_mark": _read(custom.get("pass_mark"), _percent),
        "attempts_allowed": _read(custom.get("attempts"), _whole(1, MOST_ATTEMPTS)),
        "counting": _read(custom.get("counting"), _one_of(COUNTINGS)),
        "late_penalty": _read(custom.get("late_penalty"), _percent),
        "feedback": _read(custom.get("feedback"), _one_of(get_args(Feedback))),
        "time_zone": _read(custom.get("time_zone"), _zone),
    } | {
        field: _date(custom.get(f"platform_{name}")) or _date(custom.get(name))
        for field, (name, _) in DATES.items()
    }
    return {name: value for name, value in read.items() if value is not None}


def _read(value: Any, parse: Callable[[str], Any]) -> Any:
    """Return what is written, None where that is nothing or nonsense."""
    try:
        return parse(str(value))
    except (OverflowError, ValueError):
        return None


def _whole(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not least <= int(text) <= most:
            raise ValueError(text)
        return int(text)

    return parse


def _percent(text: str) -> float:
    return _whole(0, 100)(text) / 100


def _one_of(words: Sequence[str]) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in words:
            raise ValueError(text)
        return text

    return parse


def _zone(text: str) -> str:
    if not zones.find(text):
        raise ValueError(text)
    return text


def _date(value: Any) -> datetime | None:
    date: datetime | None = _read(value, _moment)
    return date


def _moment(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:  # whose midnight would it be?
        raise ValueError(text)
    return moment.astimezone(UTC)


def _those(names: Iterable[str], custom: Mapping[str, Any]) -> dict[str, Any]:
    return {name: custom[name] for name in names if name in custom}
