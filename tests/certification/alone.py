"""pylti1p3 2.0.0 by itself, set up as its own documentation shows for Flask."""

from typing import Any

from flask import Flask, Response, request
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.exception import LtiException, OIDCException
from pylti1p3.tool_config import ToolConfDict

from tests.support.launching import CLIENT_ID, DEPLOYMENT
from tests.support.platform import Platform


class Cache(dict[str, Any]):
    """What the library keeps launch data in."""

    def set(self, key: str, value: Any, _: int | None = None) -> None:
        self[key] = value


def tool(platform: Platform) -> Flask:
    """A tool that does what the library does and nothing more."""
    app = Flask("alone")
    cache = Cache()
    config = ToolConfDict(
        {
            platform.issuer: [
                {
                    "default": True,
                    "client_id": CLIENT_ID,
                    "auth_login_url": platform.url("/auth"),
                    "auth_token_url": platform.url("/token"),
                    "key_set_url": platform.url("/jwks"),
                    "deployment_ids": [DEPLOYMENT],
                }
            ]
        }
    )

    @app.route("/lti/login", methods=["GET", "POST"])
    def login() -> Response:
        storage = FlaskCacheDataStorage(cache)
        target = request.values.get("target_link_uri")
        if not target:
            raise OIDCException('Missing "target_link_uri" param')
        return FlaskOIDCLogin(FlaskRequest(), config, launch_data_storage=storage).redirect(target)

    @app.post("/lti/launch")
    def launch() -> dict[str, bool]:
        storage = FlaskCacheDataStorage(cache)
        believed = FlaskMessageLaunch(FlaskRequest(), config, launch_data_storage=storage)
        believed.get_launch_data()
        return {"staff": believed.check_staff_access() or believed.check_teacher_access()}

    @app.errorhandler(LtiException)
    @app.errorhandler(OIDCException)
    def refused(error: Exception) -> tuple[str, int]:
        return str(error), 403

    @app.errorhandler(Exception)
    def crashed(error: Exception) -> tuple[str, int]:
        return f"{type(error).__name__}: {error}", 500

    return app
