"""Flask and the floor alone: verifies a token's signature and sends the browser on.

It keeps nothing and checks nothing else, so nobody may use it. No tool on Flask can take less.
"""

import json
import secrets
from functools import cache
from urllib.parse import urlencode
from urllib.request import urlopen

from believing import believe, in_bytes
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey, RSAPublicNumbers
from flask import Flask, redirect, request
from serving import platform, serve
from werkzeug.wrappers import Response

app = Flask(__name__)
_, known = platform()


@cache
def key() -> RSAPublicKey:
    with urlopen(known["key_set_url"]) as answer:
        (found,) = json.load(answer)["keys"]
    exponent, modulus = (int.from_bytes(in_bytes(found[name])) for name in ("e", "n"))
    return RSAPublicNumbers(exponent, modulus).public_key()


@app.route("/login/", methods=["GET", "POST"])
def login() -> Response:
    asked = {"state": secrets.token_urlsafe(), "nonce": secrets.token_urlsafe()}
    return redirect(f"{known['auth_login_url']}?{urlencode(asked)}")


@app.post("/launch/")
def launch() -> Response:
    believe(request.form["id_token"], key())
    return redirect("/page/", 303)


@app.get("/page/")
def page() -> str:
    return "Launched"


if __name__ == "__main__":
    serve(app)
