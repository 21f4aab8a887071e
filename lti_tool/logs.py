"""What the tool writes down while it works: one line an event, as JSON unless somebody watches.

Every line that is written for a request carries its reference, which is also what an error's
page shows. A line names routes, numbers and reasons; never an address as it was asked for (it may
hold a secret), a token, a name, or what somebody answered.
"""

from __future__ import annotations

import logging
import secrets
import sys
import time
from typing import TextIO

import structlog
from flask import Flask, Response, g, request
from structlog.stdlib import ProcessorFormatter
from structlog.typing import Processor

QUIET = frozenset({"static", "health.alive", "health.ready", "metrics.metrics"})
"""Routes that are asked for all the time and have nothing to tell."""

log = logging.getLogger(__name__)


def begin(stream: TextIO = sys.stderr) -> None:
    """Write what this process logs from now on to a stream."""
    handler = logging.StreamHandler(stream)
    handler.setFormatter(formatter(for_people=stream.isatty()))
    logging.basicConfig(level=logging.INFO, handlers=[handler])


def formatter(for_people: bool = False) -> logging.Formatter:
    """Return what makes a line of a record: JSON, or columns for whoever reads along."""
    known: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    line: list[Processor] = (
        [structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback)]
        if for_people
        else [structlog.processors.format_exc_info, structlog.processors.JSONRenderer()]
    )
    return ProcessorFormatter(
        foreign_pre_chain=known, processors=[ProcessorFormatter.remove_processors_meta, *line]
    )


def register(app: Flask) -> None:
    """Give every request a reference, and every answer a line."""
    app.before_request(_begin_request)
    app.after_request(_note_answer)


def reference() -> str:
    """Return what this request is called in the log, and on the page that tells of its failure."""
    return str(g.reference)


def _begin_request() -> None:
    g.reference, g.begun = secrets.token_hex(4), time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(reference=g.reference)


def _note_answer(response: Response) -> Response:
    if request.endpoint not in QUIET:
        told = {
            "method": request.method,
            "route": str(request.url_rule),
            "status": response.status_code,
            "milliseconds": round((time.perf_counter() - g.begun) * 1000, 1),
        }
        log.info("answered", extra=told)
    return response
