"""pylti1p3 as its Flask example uses it: configuration and key set are read for every launch.

Left out is what would only slow it down: printing each launch, a template of 100 lines.
"""

from flask import Flask, Response, jsonify, render_template_string
from pylti1p3.contrib.flask import (
    FlaskCacheDataStorage,
    FlaskMessageLaunch,
    FlaskOIDCLogin,
    FlaskRequest,
)
from pylti1p3.tool_config import ToolConfJsonFile
from remembering import Memory
from serving import REGISTRATION, serve

PAGE = "<!doctype html><title>Game</title><p>{{ name }}, launch {{ launch_id }}"
app = Flask(__name__)
app.secret_key = "replace-me"
memory = Memory()


@app.route("/login/", methods=["GET", "POST"])
def login() -> Response:
    asked = FlaskRequest()
    known = ToolConfJsonFile(str(REGISTRATION))
    begun = FlaskOIDCLogin(asked, known, launch_data_storage=FlaskCacheDataStorage(memory))
    return begun.enable_check_cookies().redirect(asked.get_param("target_link_uri"))


@app.post("/launch/")
def launch() -> str:
    known = ToolConfJsonFile(str(REGISTRATION))
    storage = FlaskCacheDataStorage(memory)
    launched = FlaskMessageLaunch(FlaskRequest(), known, launch_data_storage=storage)
    name = launched.get_launch_data().get("name", "")
    return render_template_string(PAGE, name=name, launch_id=launched.get_launch_id())


@app.get("/jwks/")
def key_set() -> Response:
    return jsonify({"keys": ToolConfJsonFile(str(REGISTRATION)).get_jwks()})


if __name__ == "__main__":
    serve(app)
