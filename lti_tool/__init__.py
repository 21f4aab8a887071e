"""The edge: the web and the LMS around quizzes/.

Start at create_app below, then platforms/ (a launch comes in), visits.py (who is signed
in), picker/ (what goes into a course), learner/ and instructor/ (their pages), grades/ (scores
owed -> delivered) and jobs.py (what runs in the background). practice/ is a small LMS of its
own, to try the tool in.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flask import Flask

    from lti_tool.config import Config


def create_app(config: Config | None = None) -> Flask:
    """Put the app together; without settings it reads the environment. Starts nothing."""
    from lti_tool.web import build  # the CLI answers --help without loading all of it

    return build(config)
