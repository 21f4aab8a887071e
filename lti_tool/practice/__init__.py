"""The practice LMS: a small but real LTI 1.3 platform, to try tools without an LMS.

It runs on this machine only, on a port of its own, and speaks with tools over HTTP alone.
Read config.py (addresses), models/ and seed.py (who and what is there), acting.py and places.py
(who the browser is), then, in the order of a tool's life:

- tools.py: the administrator adds it, by registration.py (client_metadata.py) or canvas.py;
- deep_linking.py: content is chosen in it (choices.py, deep_linking_responses.py,
  content_items.py);
- launches.py: it is opened (opening.py, wishes.py, authorization.py, claims.py, messages.py);
- data_privacy.py: the administrator asks it what it keeps about people;
- tokens.py, line_items.py, scores.py, memberships.py: it calls the services.

pages.py and editing.py are what people see and do, guards.py is what is refused, server.py is
how it listens.
"""

from datetime import timedelta
from typing import Final

from flask import Flask
from itsdangerous import URLSafeTimedSerializer

from lti_tool.practice import (
    authorization,
    data_privacy,
    deep_linking,
    discovery,
    editing,
    guards,
    launches,
    line_items,
    memberships,
    pages,
    registration,
    scores,
    seed,
    storage,
    storage_frame,
    tokens,
    tools,
)
from lti_tool.practice.acting import COOKIE
from lti_tool.practice.config import Config
from lti_tool.practice.keys import ToolKeys
from lti_tool.practice.lms import Lms

__all__ = ["Config", "create_app"]

PARTS: Final = (
    *(pages, editing, tools, data_privacy, launches, deep_linking, storage_frame),
    *(discovery, registration, authorization, tokens, line_items, scores, memberships),
)


def create_app(config: Config) -> Flask:
    """Build the practice LMS on the data file of `config`, which is made and filled if new."""
    sessions = storage.open_database(config.data)
    with sessions.begin() as session:
        seed.fill(session, config)
        secret, key = storage.cookie_secret(session), storage.signing_key(session)
    app = Flask(__name__)
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME=COOKIE,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=timedelta(days=365),
        # A page that refreshes itself must never write an older person back into the cookie.
        SESSION_REFRESH_EACH_REQUEST=False,
        MAX_CONTENT_LENGTH=1_000_000,
    )
    hints = URLSafeTimedSerializer(secret, salt="message hint")
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.extensions["practice"] = Lms(config, sessions, key, ToolKeys(), hints)
    for part in PARTS:
        app.register_blueprint(part.bp)
    guards.install(app)
    return app
