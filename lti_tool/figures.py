"""The figures of a pack's sections: drawn and written out once for all who read them alike."""

from __future__ import annotations

from flask import current_app
from markupsafe import Markup

from lti_tool import languages
from lti_tool.languages import Speech
from quizzes import drawing
from quizzes.content.activity import Activity, Section

MOST = 100
"""How many activities' figures are kept: those of a tool with many packs in many languages."""

_kept: dict[tuple[int, Speech], tuple[Activity, dict[str, Markup]]] = {}


def of(activity: Activity) -> dict[str, Markup]:
    """Return the HTML of each figure, by its section's id, in the language of this request."""
    key = id(activity), languages.speech()  # activities are read once, and kept
    kept = _kept.get(key)
    if not kept:
        if len(_kept) >= MOST:
            _kept.clear()
        kept = activity, {each.id: _written(each) for each in activity.sections if each.figure}
        _kept[key] = kept
    return kept[1]


def _written(section: Section) -> Markup:
    assert section.figure  # noqa: S101  # who asks has looked
    macros = current_app.jinja_env.get_template("figure.html").module
    drawn = drawing.draw(section.figure.pipeline)
    return Markup(macros.figure(section, drawn))  # type: ignore[attr-defined]  # noqa: S704
