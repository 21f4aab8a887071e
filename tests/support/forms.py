"""A browser without scripts: follows redirects, keeps cookies, reads pages, posts their forms.

What a form sends is read from its HTML, as a browser does it, so a test that passes here
shows that the page works with scripts off.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookiejar import Cookie, DefaultCookiePolicy
from urllib.parse import urljoin, urlsplit
from urllib.request import Request

import requests

SECONDS = 30
ONE_VALUE = ("text", "hidden", "number", "email", "url", "search", "textarea", "datetime-local")


@dataclass
class Control:
    """One field or button of a form."""

    kind: str
    name: str
    value: str
    chosen: bool = False
    options: list["Control"] = field(default_factory=list)

    def sends(self) -> list[str]:
        """What it sends when nobody touches it."""
        if self.kind in ONE_VALUE:
            return [self.value]
        if self.kind == "select":
            picked = [o.value for o in self.options if o.chosen] or [o.value for o in self.options]
            return picked[:1]
        return [self.value] if self.kind in ("checkbox", "radio") and self.chosen else []


@dataclass
class Form:
    """A form of a page: where it goes, what is in it."""

    action: str
    method: str
    id: str = ""
    controls: list[Control] = field(default_factory=list)

    @property
    def names(self) -> set[str]:
        return {control.name for control in self.controls if control.name}

    def values(self, name: str) -> list[str]:
        """What can be chosen for this name: its checkboxes, radio buttons or options."""
        named = [control for control in self.controls if control.name == name]
        return [c.value for control in named for c in (control.options or [control])]

    def sends(
        self, answers: Mapping[str, str | Sequence[str]], button: str | None
    ) -> list[tuple[str, str]]:
        """The pairs a browser would post after these answers and a press of this button."""
        if unknown := set(answers) - self.names:
            raise AssertionError(f"The form {self.action} has no {unknown}, only {self.names}.")
        untouched = [
            (control.name, value)
            for control in self.controls
            if control.name and control.name not in answers
            for value in control.sends()
        ]
        given = [
            (name, value)
            for name, answer in answers.items()
            for value in ([answer] if isinstance(answer, str) else answer)
        ]
        pressed = [
            (control.name, control.value)
            for control in self.controls
            if control.kind == "submit" and control.name and control.value == button
        ]
        return untouched + given + pressed


class PageReader(HTMLParser):
    """Collects a page's forms, links and rows of tables.

    A control may name its form from outside it. A row is the text of its cells; a head has no row.
    """

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.rows: list[list[str]] = []
        self.words: list[str] = []
        self.text: list[str] = []
        self.address = ""
        self.inside: Form | None = None
        self.open: Control | None = None
        self.strays: list[tuple[str, Control]] = []
        self.feed(html)
        self.close()
        for form in self.forms:
            form.controls += [control for id_, control in self.strays if id_ == form.id]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag in ("a", "td", "th"):
            self.text, self.address = [], given.get("href", "")
        elif tag == "tr":
            self.rows.append([])
        elif tag == "form":
            method = given.get("method", "get").lower()
            self.inside = Form(given.get("action", ""), method, given.get("id", ""))
            self.forms.append(self.inside)
        elif tag == "option" and self.open:
            value = given.get("value", "")
            self.open.options.append(Control("option", "", value, "selected" in given))
        elif tag in ("input", "textarea", "select", "button") and "disabled" not in given:
            self.keep(tag, given)

    def keep(self, tag: str, given: dict[str, str]) -> None:
        kind = {"input": given.get("type", "text"), "button": given.get("type", "submit")}
        control = Control(
            kind.get(tag, tag), given.get("name", ""), given.get("value", ""), "checked" in given
        )
        if control.kind in ("checkbox", "radio"):
            control.value = given.get("value", "on")
        if "form" in given:
            self.strays.append((given["form"], control))
        elif self.inside:
            self.inside.controls.append(control)
        self.open = control if tag in ("textarea", "select") else None

    def handle_data(self, data: str) -> None:
        self.text += data.split()
        self.words += data.split()
        if self.open and self.open.kind == "textarea":
            self.open.value += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self.links.append((" ".join(self.text), self.address))
        elif tag in ("td", "th"):
            self.rows[-1].append(" ".join(self.text))
        elif tag == "thead":
            self.rows.clear()
        elif tag == "form":
            self.inside = None
        elif self.open and tag == self.open.kind:
            self.open.value = self.open.value.removeprefix("\n")  # as HTML has it
            self.open = None


@dataclass(frozen=True)
class Page:
    """What came back, where it came from in the end, and what is on it."""

    url: str
    status: int
    text: str

    @property
    def forms(self) -> list[Form]:
        return PageReader(self.text).forms

    @property
    def rows(self) -> list[list[str]]:
        return PageReader(self.text).rows

    @property
    def words(self) -> str:
        """All that it says, without its tags."""
        return " ".join(PageReader(self.text).words)

    @property
    def gist(self) -> str:
        """Its address, its status and its first words, for the messages of tests."""
        return f"{self.url} ({self.status}): {self.words[:500]}"

    def link(self, text: str) -> str:
        """Where the link of this text leads."""
        for words, address in PageReader(self.text).links:
            if words == text:
                return urljoin(self.url, address)
        raise AssertionError(f"No link “{text}” on {self.gist}")

    def form(self, *names: str, to: str = "") -> Form:
        """The first form that has these fields and whose address contains `to`."""
        for form in self.forms:
            if form.names.issuperset(names) and to in form.action:
                return form
        raise AssertionError(f"No form with {names or 'anything'} to {to or '?'} on {self.gist}")


class LoopbackIsSecure(DefaultCookiePolicy):
    """Lets Secure cookies go over http too, as browsers do on loopback, the only place we go."""

    def set_ok(self, cookie: Cookie, request: Request) -> bool:
        cookie.secure = False
        return super().set_ok(cookie, request)


class Browser:
    """One person's browser: a tab, or a frame in the LMS's page that keeps its cookies."""

    def __init__(self, *, framed: bool = False) -> None:
        self.session = requests.Session()
        self.session.headers["Sec-Fetch-Dest"] = "iframe" if framed else "document"
        self.session.trust_env = False
        self.session.cookies.set_policy(LoopbackIsSecure())

    def open(self, url: str) -> Page:
        return page(self.session.get(url, timeout=SECONDS))

    def submit(
        self,
        on: Page,
        form: Form,
        answers: Mapping[str, str | Sequence[str]] | None = None,
        button: str | None = None,
    ) -> Page:
        """Send a form of the page that is open, with these answers in its fields."""
        address, sent = urljoin(on.url, form.action), form.sends(answers or {}, button)
        if form.method == "get":
            return page(self.session.get(address, params=sent, timeout=SECONDS))
        origin = "{0.scheme}://{0.netloc}".format(urlsplit(on.url))
        headers = {"Origin": origin, "Referer": on.url}
        return page(self.session.post(address, data=sent, headers=headers, timeout=SECONDS))


def page(response: requests.Response) -> Page:
    return Page(response.url, response.status_code, response.text)
