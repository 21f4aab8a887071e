"""A launch is refused: the log says precisely why, and nothing by which somebody could come in."""

import json
import re

from tests.faults.conftest import log_in
from tests.support.forms import Browser
from tests.support.launching import CLAIM
from tests.support.platform import Platform
from tests.support.stack import Tool


def test_the_log_has_the_reason_under_the_reference_of_the_page_and_no_secrets(
    tool: Tool, platform: Platform
) -> None:
    browser = Browser()
    with tool.serving() as server:
        page = log_in(browser, tool, platform, **{CLAIM + "deployment_id": "another"})
        sent = {control.name: control.value for control in page.form("id_token").controls}
        cookies = [str(cookie.value) for cookie in browser.session.cookies]
        refused = browser.submit(page, page.form("id_token"))
        log = server.output()
    reference = re.search(r"Reference: (\w+)", refused.words)
    assert refused.status == 403
    assert reference
    (line,) = [line for line in log.splitlines() if "refused" in line]
    assert "LaunchRefused: unknown deployment" in line
    assert json.loads(line)["reference"] == reference[1]
    assert cookies
    for secret in (sent["id_token"], sent["state"], *cookies):
        assert secret not in log
