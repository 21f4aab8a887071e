"""Time zones: a date that somebody types means a moment only together with one."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

USUAL = "UTC"
AREAS = (
    "Africa",
    "America",
    "Antarctica",
    "Asia",
    "Atlantic",
    "Australia",
    "Europe",
    "Indian",
    "Pacific",
)


@cache
def by_area() -> Mapping[str, Sequence[str]]:
    """Return the names of all zones, those of each part of the world together."""
    names = sorted(available_timezones())
    return {area: [name for name in names if name.startswith(f"{area}/")] for area in AREAS}


def find(name: str) -> tzinfo | None:
    """Return a zone by its name, None where this machine has no such zone."""
    if name == USUAL:  # also where this machine has no zones at all
        return UTC
    return ZoneInfo(name) if name in available_timezones() else None


def moment(local: datetime, zone: tzinfo) -> datetime | None:
    """Return when a clock in a zone shows this; None where it never does, as in a night in spring.

    Where it does so twice, in autumn, the first time is meant.
    """
    found = local.replace(tzinfo=zone).astimezone(UTC)
    return found if found.astimezone(zone).replace(tzinfo=None) == local else None


def local(moment: datetime | None, name: str) -> str:
    """Return what a clock in a zone shows at a moment, as forms have it; nothing for none."""
    return f"{moment.astimezone(find(name) or UTC):%Y-%m-%dT%H:%M}" if moment else ""
