"""pylti1p3 with all that can be tuned without changing it: the configuration is read once, key
sets are cached, one session for requests, no page that tries cookies, a template compiled once."""

import requests
from flask import Flask, Response, jsonify
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.tool_config import ToolConfJsonFile
from remembering import Memory
from serving import REGISTRATION, serve

app = Flask(__name__)
app.secret_key = "replace-me"
page = app.jinja_env.from_string(
    "<!doctype html><title>Game</title><p>{{ name }}, launch {{ launch_id }}"
)
memory = Memory()
known = ToolConfJsonFile(str(REGISTRATION))
pooled = requests.Session()


@app.route("/login/", methods=["GET", "POST"])
def login() -> Response:
    asked = FlaskRequest()
    begun = FlaskOIDCLogin(asked, known, launch_data_storage=FlaskCacheDataStorage(memory))
    return begun.redirect(asked.get_param("target_link_uri"))


@app.post("/launch/")
def launch() -> str:
    launched = FlaskMessageLaunch(
        FlaskRequest(),
        known,
        launch_data_storage=FlaskCacheDataStorage(memory),
        requests_session=pooled,
    )
    launched.set_public_key_caching(FlaskCacheDataStorage(memory))
    name = launched.get_launch_data().get("name", "")
    return page.render(name=name, launch_id=launched.get_launch_id())


@app.get("/jwks/")
def key_set() -> Response:
    return jsonify({"keys": known.get_jwks()})


if __name__ == "__main__":
    serve(app)
