"""Cookies that come back inside another site's frame, wherever a browser allows one."""

from flask import Response, request

from lti_tool.current import config


def keep_cookie(response: Response, name: str, value: str, path: str, seconds: int) -> None:
    """Set a cookie for a path and so many seconds; partitioned, so that a frame keeps it.

    Safari refuses `Secure` over http, so a first-party tab on loopback gets a plain cookie.
    """
    framed = request.headers.get("Sec-Fetch-Dest") == "iframe"
    if config.on_loopback and not framed:
        response.set_cookie(name, value, max_age=seconds, path=path, httponly=True)
    else:
        response.set_cookie(
            name,
            value,
            max_age=seconds,
            path=path,
            httponly=True,
            secure=True,
            samesite="None",
            partitioned=True,
        )
