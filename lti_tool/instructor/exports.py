"""A class to take along: as CSV, as a workbook, for Canvas's gradebook, and what was written."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any

from flask import Response, render_template, stream_template, stream_with_context

from lti_tool import languages
from lti_tool.current import db
from lti_tool.grades.words import clock
from lti_tool.instructor import canvas_rows, class_list, export_rows, spreadsheets
from lti_tool.instructor.blueprint import bp
from lti_tool.visits import Visitor, requires
from quizzes import item_statistics
from quizzes.content.activity import Activity, Prompt
from quizzes.db import utcnow
from quizzes.models import Reflection

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
QUESTION_HEADS = (
    *("Question", "ID", "Points", "First attempts", "Mean share of the points"),
    *("Discrimination", "Commonest misconception", "Shown by"),
)


@bp.get("/class/exports")
@requires("staff")
def exports(visitor: Visitor) -> str:
    """Show what can be taken along."""
    class_list.bring_up_to_date(visitor, utcnow())
    return render_template(
        "instructor/exports.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=languages.activity(visitor.placement.activity_key),
        title=_title(visitor),
        canvas_finds_it=canvas_rows.finds(_title(visitor)),
    )


@bp.get("/class/exports/progress.csv")
@requires("staff")
def progress_csv(visitor: Visitor) -> Response:
    """Give everybody's progress and score as CSV."""
    return _csv(_progress(visitor), f"{_name(visitor)}-progress.csv")


@bp.get("/class/exports/canvas.csv")
@requires("staff")
def canvas_csv(visitor: Visitor) -> Response:
    """Give everybody's score as CSV for Canvas's gradebook to import."""
    return _csv(_canvas(visitor), f"{_name(visitor)}-canvas.csv")


@bp.get("/class/exports/class.xlsx")
@requires("staff")
def workbook(visitor: Visitor) -> Response:
    """Give everybody's progress, and how each question was answered, as a workbook."""
    sheets = {"Class": _progress(visitor), "Questions": _questions(visitor)}
    from lti_tool.instructor import workbooks  # openpyxl loads slowly

    return _file(workbooks.xlsx(sheets), XLSX, f"{_name(visitor)}-class.xlsx")


@bp.get("/class/exports/reflections")
@requires("staff")
def reflections(visitor: Visitor) -> Response:
    """Show what everybody wrote, as a document to print or to save."""
    activity = languages.activity(visitor.placement.activity_key)
    page = stream_template(
        "instructor/reflections.html",
        visitor=visitor,
        context_title=visitor.context.title,
        activity=activity,
        made_at=clock(utcnow()),
        people=_written(visitor, activity),
    )
    return Response(page, mimetype="text/html")


def _progress(visitor: Visitor) -> Iterator[spreadsheets.Row]:
    yield export_rows.HEADS
    with db.read() as session:
        for row in export_rows.everybody(session, visitor.link):
            yield export_rows.progress(visitor.link, row)


def _canvas(visitor: Visitor) -> Iterator[spreadsheets.Row]:
    yield from canvas_rows.heads(_title(visitor), visitor.placement)
    with db.read() as session:
        shared = canvas_rows.shared_names(session, visitor.link)
        for found in export_rows.everybody(session, visitor.link):
            if found.seat.is_here and (row := canvas_rows.row(found, shared)):
                yield row


def _questions(visitor: Visitor) -> Iterator[spreadsheets.Row]:
    activity = languages.activity(visitor.placement.activity_key)
    with db.read() as session:
        found = item_statistics.find(session, visitor.placement.id)
    yield QUESTION_HEADS
    for number, asked in enumerate(activity.questions, 1):
        item = found.get(asked.id)
        shown = item.misread[0] if item and item.misread else None
        yield (
            *(number, asked.id, asked.points, item.n if item else 0),
            *(item.facility if item else None, item.discrimination if item else None),
            *(shown.name.replace("_", " ") if shown else "", shown.n if shown else None),
        )


def _written(visitor: Visitor, activity: Activity) -> Iterator[dict[str, Any]]:
    """Yield whoever wrote something, with it, in the order of the prompts."""
    with db.read() as session:
        everybody = export_rows.everybody(session, visitor.link)
        while rows := list(islice(everybody, export_rows.AT_A_TIME)):
            kept = export_rows.reflections(session, activity, visitor.placement, rows)
            for row in rows:
                if texts := kept.get(row.user.learner_id):
                    yield {
                        "name": row.user.name or f"Student {row.user.subject}",
                        "texts": [_text(each, texts) for each in activity.prompts],
                    }


def _text(prompt: Prompt, texts: dict[str, Reflection]) -> dict[str, Any]:
    kept = texts.get(prompt.id)
    return {
        "prompt": prompt.text,
        "text": kept.text if kept else "",
        "saved_at": clock(kept.saved_at) if kept else "",
        "reply": kept.reply if kept else None,
    }


def _csv(rows: Iterator[spreadsheets.Row], name: str) -> Response:
    return _file(stream_with_context(spreadsheets.csv_lines(rows)), "text/csv", name)


def _file(content: bytes | Iterator[str], mimetype: str, name: str) -> Response:
    response = Response(content, mimetype=mimetype)
    response.headers.set("Content-Disposition", "attachment", filename=name)
    return response


def _title(visitor: Visitor) -> str:
    return visitor.link.title or languages.activity(visitor.placement.activity_key).title


def _name(visitor: Visitor) -> str:
    """Return how the names of files begin: in letters that every system takes."""
    return visitor.placement.activity_key
