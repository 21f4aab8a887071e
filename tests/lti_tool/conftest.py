"""The tool, in which the platform is registered."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from flask import Flask
from jinja2 import BytecodeCache, FileSystemBytecodeCache
from werkzeug.routing import Rule

from lti_tool import web
from lti_tool.config import Config
from lti_tool.platforms import registrations
from quizzes.content import catalogue
from quizzes.db import Database
from tests.support import pseudo_locale
from tests.support.launching import SECRET, TOOL, registration
from tests.support.platform import Platform

# Some questions and their points: as many as those of the whole have.
POINTS = {"who-knows": 1, "stale-now": 5, "rebuild-all": 5, "new-code": 5}


@pytest.fixture(scope="session")
def short_packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the shipped pack, cut to a few questions: many tests answer all of them."""
    folder = tmp_path_factory.mktemp("packs")
    pack = shutil.copytree(catalogue.PACKS / "tasks-vs-assets", folder / "tasks-vs-assets")
    written = yaml.safe_load((pack / catalogue.ACTIVITY).read_text())
    kept = [question for question in written["questions"] if question["id"] in POINTS]
    written["questions"] = [question | {"points": POINTS[question["id"]]} for question in kept]
    (pack / catalogue.ACTIVITY).write_text(yaml.safe_dump(written))
    for file in pack.glob("activity.*.yaml"):
        words = yaml.safe_load(file.read_text())
        for question in words["questions"].keys() - POINTS.keys():
            del words["questions"][question]
        file.write_text(yaml.safe_dump(words))
    return folder


@pytest.fixture(scope="session")
def pseudo_packs(short_packs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same in a pseudo-language."""
    return pseudo_locale.write_packs(short_packs, tmp_path_factory.mktemp("pseudo") / "packs")


@pytest.fixture
def config(database_url: str, short_packs: Path) -> Iterator[Config]:
    """The tool's settings."""
    yield Config(database_url=database_url, base_url=TOOL, secret_key=SECRET, packs=(short_packs,))
    catalogue.look_in(())


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> BytecodeCache:
    """Compiled templates, kept from one test to the next: they take longer than most tests."""
    return FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))


@pytest.fixture(scope="session")
def rules() -> Iterator[None]:
    """Compile each rule of addresses once: every app has the same, and a new one took longest."""
    compile_rule, kept = Rule._compile_builder, {}

    def compiled_once(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = rule.rule, str(rule.defaults), append_unknown
        if key not in kept:
            kept[key] = compile_rule(rule, append_unknown)
        return kept[key]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Rule, "_compile_builder", compiled_once)
        yield


@pytest.fixture
def app(
    config: Config,
    databases: Callable[[str], Database],
    platform: Platform,
    compiled: BytecodeCache,
    rules: None,
) -> Iterator[Flask]:
    """The tool, with one registered platform."""
    database = databases(config.database_url)
    app = web.build(config, database)
    app.jinja_env.bytecode_cache = compiled
    with database.begin() as session:
        registrations.save(session, details(platform), config)
    yield app
    database.close()


def details(platform: Platform, **changes: str) -> registrations.Details:
    """Return what an admin would type in for the platform."""
    return registrations.Details(**(registration(platform) | changes))
