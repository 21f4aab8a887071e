"""A page of the app of this process in a browser: nothing listens, the browser is answered here."""

from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.support.launching import TOOL, Client


def show(page: Page, client: Client, path: str) -> None:
    """Have a browser show what somebody sees at a path, who is signed in with this client."""

    def answer(route: Route) -> None:
        url = urlsplit(route.request.url)
        got = client.get(f"{url.path}?{url.query}" if url.query else url.path)
        headers = {name: value for name, value in got.headers.items() if name != "Content-Length"}
        body = got.data
        got.close()  # a file of ours was open
        route.fulfill(status=got.status_code, headers=headers, body=body)

    page.route(f"{TOOL}/**", answer)
    page.goto(TOOL + path)
    page.wait_for_load_state("networkidle")
