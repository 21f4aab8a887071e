"""The app: its parts, its guards against other sites, its headers."""

import os
from typing import Any

from flask import Flask, Response, g, request
from flask.templating import Environment
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_tool import (
    assets,
    error_pages,
    formats,
    languages,
    limits,
    logs,
    metrics,
    packing,
    problems,
    visits,
)
from lti_tool.admin.routes import bp as admin
from lti_tool.config import LARGEST_REQUEST, BadConfiguration, Config
from lti_tool.current import config
from lti_tool.data_privacy.routes import bp as data_privacy
from lti_tool.errors import ForeignPost
from lti_tool.health import bp as health
from lti_tool.instructor.routes import bp as instructor
from lti_tool.jobs import Jobs
from lti_tool.learner.attempts import bp as attempts
from lti_tool.learner.kept import bp as kept
from lti_tool.learner.lab import bp as lab
from lti_tool.learner.practice import bp as practice
from lti_tool.learner.routes import bp as learner
from lti_tool.picker.routes import bp as picker
from lti_tool.platforms import http
from lti_tool.platforms.install import bp as install
from lti_tool.platforms.key_sets import KeySets
from lti_tool.platforms.remembered import Remembered
from lti_tool.platforms.routes import bp as platforms
from lti_tool.platforms.services import Services
from quizzes.content import catalogue
from quizzes.db import Database
from quizzes.errors import MalformedPack
from quizzes.saying import say

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action {forms}; base-uri 'none'; frame-ancestors {frames}"
)
THIS_SITE = "'self'"
FRAMES = "https:"
LOOPBACK_FRAMES = f"{FRAMES} http://localhost:* http://127.0.0.1:*"


class Templates(Environment):
    """Jinja, for whom `answers[item.id]` is a key alone.

    By itself it takes an attribute where there is no such key: a question named "clear" that nobody
    has answered had dict.clear for its answer.
    """

    def getitem(self, obj: Any, argument: Any) -> Any:
        """Return what stands under a key, or nothing."""
        if not isinstance(obj, dict):
            return super().getitem(obj, argument)
        if argument in obj:
            return obj[argument]
        return self.undefined(obj=obj, name=argument)


def build(settings: Config | None = None, database: Database | None = None) -> Flask:
    """Put the app together; without settings it reads the environment, and opens its database."""
    settings = settings or Config.from_environment(os.environ)
    app = Flask("lti_tool", static_folder=None)
    app.jinja_environment = Templates
    _take_packs(settings)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_REQUEST
    if settings.proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=settings.proxies, x_proto=0)  # type: ignore[method-assign]
    database = database or Database(settings.database_url)
    pooled = http.Pool(settings)
    services = Services(database, settings, pooled)
    app.extensions |= {
        "config": settings,
        "database": database,
        "services": services,
        "pooled": pooled,
        "key_sets": KeySets(pooled),
        "registrations": Remembered(),
        "jobs": Jobs(database, services, settings),
    }
    edge = (health, metrics.bp, platforms, install, visits.bp, picker, admin, data_privacy)
    for blueprint in (*edge, learner, attempts, lab, practice, kept, instructor):
        app.register_blueprint(blueprint)
    logs.register(app)
    metrics.register(app)
    app.extensions["problems"] = problems.register(app)
    limits.register(app, settings)
    assets.register(app)
    packing.register(app)
    error_pages.register(app)
    languages.register(app)
    formats.register(app)
    app.before_request(_refuse_foreign_posts)
    app.after_request(_add_headers)
    return app


def _take_packs(settings: Config) -> None:
    """Find a fault in somebody's own packs now, and not when a learner opens one of them."""
    catalogue.look_in(settings.packs)
    try:
        if settings.packs:
            catalogue.every()
    except MalformedPack as faults:
        raise BadConfiguration(f"LINEAGE_LAB_PACKS has a pack with faults:\n{faults}") from faults


def _refuse_foreign_posts() -> None:
    """Platforms post launches; every other form must come from a page of ours."""
    if request.method != "POST" or request.path.startswith("/lti/"):
        return
    if request.headers.get("Origin") != config.base_url:
        raise ForeignPost(
            f"The admin pages are at {config.base_url}/admin: use them there, by their own buttons."
            if _is_admins()
            else say("Open the activity from your course again, and use its own buttons.")
        )


def _is_admins() -> bool:
    return request.path == "/admin" or request.path.startswith("/admin/")


def _add_headers(response: Response) -> Response:
    frames = g.get("frames") or (LOOPBACK_FRAMES if config.on_loopback else FRAMES)
    response.headers["Content-Security-Policy"] = POLICY.format(
        # An answer that goes to an LMS says where; every other form stays here.
        forms=g.get("form_target", THIS_SITE),
        frames="'none'" if _is_admins() or g.get("is_framed_nowhere") else frames,
    )
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers["X-Content-Type-Options"] = "nosniff"
    if request.path.startswith(("/visits/", "/selections/", "/data-privacy/")) or _is_admins():
        response.headers["Cache-Control"] = "no-store"
    return response
