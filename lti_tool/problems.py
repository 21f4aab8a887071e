"""What went wrong lately in this process, in words, for the admin's pages; the log has the rest.

In memory, since a refused launch must change nothing, and a database that fails is a problem, too.
As many as fit a page are kept: nobody can fill anything by sending nonsense.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from datetime import datetime

from flask import Flask, Response, g

from lti_tool import logs
from quizzes.db import utcnow

MOST = 100


@dataclass(frozen=True)
class Problem:
    """One thing that went wrong for somebody; nobody's name is in it.

    Attributes:
        kind: "failure" of ours, or "launch": a login or a launch that was refused.
        reference: what the person's page showed, and what the log has it under.
    """

    at: datetime
    kind: str
    words: str
    reference: str


def register(app: Flask) -> deque[Problem]:
    """Note what error_pages.py says went wrong; returns where, newest first."""
    noted: deque[Problem] = deque(maxlen=MOST)

    def note(response: Response) -> Response:
        if wrong := g.pop("wrong", None):
            kind, words = wrong
            noted.appendleft(Problem(utcnow(), kind, words, logs.reference()))
        return response

    app.after_request(note)
    return noted
