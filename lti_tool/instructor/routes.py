"""Every page of an instructor's: each module adds its routes to the one blueprint."""

from lti_tool.instructor import (
    decisions,
    exports,
    items,
    overview,
    regrading,
    roster_page,
    settings,
    student,
)
from lti_tool.instructor.blueprint import bp

__all__ = [
    "bp",
    "decisions",
    "exports",
    "items",
    "overview",
    "regrading",
    "roster_page",
    "settings",
    "student",
]
