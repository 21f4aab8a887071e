"""The language of a page: which ones there are, which one a reader gets, what is said in it.

Code is written in English. Any other language is a catalogue, locale/<language>/messages.po; it
is read when it is first needed, so that nothing has to be built from it.

Python makes sentences with `say` and `say_number` of quizzes/saying.py: they are English, and
are said in the reader's language where they are shown. Templates mark their own words with
`_()`, `ngettext()` and `{% trans %}`; scripts have no words but those that a template gives them.
`make catalogues` brings what is new into every catalogue.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, TypeVar

from babel.core import Locale, negotiate_locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, g, has_request_context, request
from jinja2 import pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from quizzes.content import catalogue
from quizzes.content.activity import Activity
from quizzes.saying import Said, in_language

Found = TypeVar("Found")
LOCALES = Path(__file__).parent / "locale"
ENGLISH = "en"
UNTRANSLATED = frozenset({"instructor", "picker", "admin", "install", "data_privacy"})
"""Parts of the tool whose own pages are English only, all of each page."""

_reader: ContextVar[tuple[str, ...] | None] = ContextVar("reader", default=None)


def spoken() -> tuple[str, ...]:
    """Name every language that pages can be in."""
    return _in_folder(LOCALES)


@cache
def _in_folder(folder: Path) -> tuple[str, ...]:
    return (ENGLISH, *sorted(file.parent.name for file in folder.glob("*/messages.po")))


def choose(wishes: Iterable[str], among: Iterable[str]) -> str:
    """Return the first of these wishes that there is, else English; "de-AT" may get "de"."""
    offered = list(among)
    found = (negotiate_locale([wish.replace("-", "_")], offered) for wish in wishes if wish)
    return next(filter(None, found), ENGLISH)


def wish(wishes: Iterable[str]) -> None:
    """Have this request answered in the first of these languages that can be had."""
    g.wishes = (*wishes, *request.accept_languages.values())
    g.setdefault("of_reader", {}).clear()


@contextmanager
def reader(*wishes: str) -> Iterator[None]:
    """Say what is said inside for somebody with these wishes, whoever asks for it."""
    before = _reader.set(wishes)
    try:
        yield
    finally:
        _reader.reset(before)


def wishes() -> tuple[str, ...]:
    """Return the languages that the reader of this request would like, the best first."""
    if (of_reader := _reader.get()) is not None:
        return of_reader
    if not has_request_context():
        return ()
    if request.blueprint in UNTRANSLATED:
        return (ENGLISH,)
    if "wishes" not in g:
        wish(())
    found: tuple[str, ...] = g.wishes
    return found


@dataclass(frozen=True, eq=False)
class Speech:
    """A language, and what is said in it; there is one of each."""

    locale: Locale
    catalogue: NullTranslations


def current() -> Locale:
    """Return the language of this request's pages."""
    return speech().locale


def speech() -> Speech:
    """Return how this request is answered."""
    return once(_speech)


def once(find: Callable[[], Found]) -> Found:
    """Return what `find` does for the reader of this request; looked for once: a page asks often.

    `find` is a function of a module, which goes by nothing but the reader's wishes.
    """
    if _reader.get() is not None or not has_request_context():
        return find()
    kept: dict[Any, Found] = g.setdefault("of_reader", {})
    if find not in kept:
        kept[find] = find()
    return kept[find]


def _speech() -> Speech:
    return _in(_chosen(wishes(), spoken()), LOCALES)


@lru_cache(maxsize=1024)
def _chosen(wanted: tuple[str, ...], among: tuple[str, ...]) -> str:
    return choose(wanted, among)


def forms(one: str, many: str) -> dict[str, str]:
    """Return the form of a message for each of the language's plural categories: one, other, ...

    A script knows by `Intl.PluralRules` which of them goes with a number.
    """
    return _forms(speech(), one, many)


@lru_cache(maxsize=1024)
def _forms(speech: Speech, one: str, many: str) -> dict[str, str]:
    rule, said = speech.locale.plural_form, speech.catalogue.ngettext
    return {rule(number): said(one, many, number) for number in reversed(range(200))}


def say(text: str) -> str:
    """Say a sentence in the language of this request."""
    return in_language(speech().catalogue, text)


def activity(key: str) -> Activity:
    """Return a pack's activity in the language of this request, if its author wrote that too."""
    written = catalogue.load(key)
    language = choose(wishes(), (ENGLISH, *written.translations))
    return catalogue.load(key, language) if language in written.translations else written


def register(app: Flask) -> None:
    """Have templates say what they show in the language of the request."""
    app.jinja_options = {
        **app.jinja_options,
        "finalize": _finalize,
        "extensions": ["jinja2.ext.i18n"],
    }
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension's own
    said = {"gettext": _gettext, "ngettext": _ngettext, "forms": forms}
    app.jinja_env.globals |= said | {"_": _gettext}  # not by way of the extension, which asks twice
    app.context_processor(
        lambda: {"language": current(), "languages": [Locale.parse(each) for each in _offered()]}
    )


def _offered() -> tuple[str, ...]:
    is_untranslated = has_request_context() and request.blueprint in UNTRANSLATED
    return (ENGLISH,) if is_untranslated else spoken()


def _finalize(value: Any) -> Any:
    return say(value) if isinstance(value, Said) else value


@pass_context
def _gettext(context: Context, message: str, /, **given: Any) -> str:
    """Say a message of a template, whose values may be sentences again."""
    if not given:
        return _whole(speech(), message, is_markup=context.eval_ctx.autoescape)
    return _filled(context, speech().catalogue.gettext(message), given)


@pass_context
def _ngettext(context: Context, one: str, many: str, num: int, /, **given: Any) -> str:
    form = speech().catalogue.ngettext(one, many, num)
    return _filled(context, form, {"num": num, **given})


@lru_cache(maxsize=4096)
def _whole(speech: Speech, message: str, *, is_markup: bool) -> str:
    """Say a message that has no gaps: most of what a page says."""
    said = speech.catalogue.gettext(message) % {}
    return Markup(said) if is_markup else said  # noqa: S704  # our own


def _filled(context: Context, message: str, given: dict[str, Any]) -> str:
    words = Markup(message) if context.eval_ctx.autoescape else message  # noqa: S704  # our own
    return words % {name: _finalize(value) for name, value in given.items()}


@cache
def _in(language: str, folder: Path) -> Speech:
    locale = Locale.parse(language)
    if str(locale) == ENGLISH:
        return Speech(locale, NullTranslations())
    return Speech(locale, _read(folder / str(locale) / "messages.po", str(locale)))


def _read(catalogue: Path, language: str) -> Translations:
    with catalogue.open("rb") as file:
        messages = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, messages)
    compiled.seek(0)
    return Translations(compiled)
