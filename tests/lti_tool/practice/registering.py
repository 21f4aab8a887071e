"""What a tool does to register itself, for tests that play the tool."""

import json
import re
from html import unescape
from typing import Any
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from werkzeug.test import TestResponse

from tests.lti_tool.practice.a_tool import ATool
from tests.lti_tool.practice.conftest import ALL_SCOPES, Browser

CONFIGURATION = "https://purl.imsglobal.org/spec/lti-tool-configuration"


def metadata(tool: ATool, **changed: Any) -> dict[str, Any]:
    """Return what a tool says of itself; None leaves a member out."""
    about = {
        "domain": tool.url.removeprefix("http://"),
        "target_link_uri": f"{tool.url}/lti/launch",
        "claims": ["iss", "sub", "name", "given_name", "family_name"],
        "messages": [
            {"type": "LtiResourceLinkRequest"},
            {"type": "LtiDeepLinkingRequest", "target_link_uri": f"{tool.url}/lti/launch?dl=1"},
        ],
        "custom_parameters": {"history": "$Context.id.history"},
    }
    sent = {
        "application_type": "web",
        "response_types": ["id_token"],
        "grant_types": ["implicit", "client_credentials"],
        "initiate_login_uri": f"{tool.url}/lti/login",
        "redirect_uris": [f"{tool.url}/lti/launch"],
        "client_name": "Another tool",
        "jwks_uri": f"{tool.url}/lti/jwks.json",
        "token_endpoint_auth_method": "private_key_jwt",
        "scope": ALL_SCOPES,
        CONFIGURATION: about | changed.pop("about", {}),
    } | changed
    sent[CONFIGURATION] = {k: v for k, v in sent[CONFIGURATION].items() if v is not None}
    return {name: value for name, value in sent.items() if value is not None}


def opened(admin: Browser, tool: ATool, query: str = "?invite=abc") -> dict[str, str]:
    """Return the query that the tool's page is opened with."""
    link = f"{tool.url}/lti/register{query}"
    page = admin.get("/tools/registration", query_string={"link": link, "in": "iframe"})
    src = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)
    assert src, page.text
    return {name: values[0] for name, values in parse_qs(urlsplit(unescape(src[1])).query).items()}


def register(app: Flask, token: str | None, body: Any) -> TestResponse:
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    data = body if isinstance(body, str) else json.dumps(body)
    return app.test_client().post(
        "/lti/registration", base_url="http://localhost:8000", data=data, headers=headers
    )
