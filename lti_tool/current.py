"""What the running app carries, for views to use: its settings, database and jobs."""

from typing import TYPE_CHECKING, cast

from flask import current_app
from werkzeug.local import LocalProxy

from lti_tool.config import Config
from quizzes.db import Database

if TYPE_CHECKING:
    from lti_tool.jobs import Jobs

config = cast("Config", LocalProxy(lambda: current_app.extensions["config"]))
db = cast("Database", LocalProxy(lambda: current_app.extensions["database"]))
jobs = cast("Jobs", LocalProxy(lambda: current_app.extensions["jobs"]))
