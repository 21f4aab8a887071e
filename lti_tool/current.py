"""What the running app carries, for views to use: settings, database, platforms, jobs, limits."""

from typing import TYPE_CHECKING, cast

from flask import current_app
from werkzeug.local import LocalProxy

from lti_tool.config import Config
from quizzes.db import Database

if TYPE_CHECKING:
    from lti_tool.jobs import Jobs
    from lti_tool.limits import Limiter
    from lti_tool.platforms.http import Pool
    from lti_tool.platforms.key_sets import KeySets
    from lti_tool.platforms.remembered import Remembered
    from lti_tool.platforms.services import Services

config = cast("Config", LocalProxy(lambda: current_app.extensions["config"]))
db = cast("Database", LocalProxy(lambda: current_app.extensions["database"]))
key_sets = cast("KeySets", LocalProxy(lambda: current_app.extensions["key_sets"]))
limiter = cast("Limiter", LocalProxy(lambda: current_app.extensions["limiter"]))
pooled = cast("Pool", LocalProxy(lambda: current_app.extensions["pooled"]))
registrations = cast("Remembered", LocalProxy(lambda: current_app.extensions["registrations"]))
services = cast("Services", LocalProxy(lambda: current_app.extensions["services"]))
jobs = cast("Jobs", LocalProxy(lambda: current_app.extensions["jobs"]))
