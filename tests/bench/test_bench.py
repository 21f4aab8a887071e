"""The bench measures what it says; whether a figure holds is for `make bench` to tell."""

from math import inf
from pathlib import Path

from tests.bench import classes, deliveries, engines, enrolled, pages, saves, scenarios
from tests.bench.__main__ import answers
from tests.bench.figures import AtLeast, Figure
from tests.bench.pipelines import a_dag, material
from tests.support.postgres import PostgreSQL


def within() -> list[Figure]:
    return [Figure("a quick one", 0.5, most=1, unit="ms")]


def over() -> list[Figure]:
    return [Figure("a slow one", 1, most=1, unit="ms")]


def test_every_figure_can_be_measured() -> None:
    assert all(figure.measured > 0 for figure in engines.figures(100, 300, 50))
    assert all(figure.measured > 0 for figure in scenarios.figures(5))
    assert all(figure.measured > 0 for figure in classes.figures(3))
    assert all(figure.measured > 0 for figure in pages.figures(1))
    assert all(figure.measured > 0 for figure in enrolled.figures(200))


def test_deliveries_can_be_measured_and_the_librarys_too(
    tmp_path: Path, postgres: PostgreSQL
) -> None:
    took, held = deliveries.delivered(postgres, tmp_path, 0, 50, workers=1)
    assert took > 0
    assert held >= 0
    assert deliveries.library(tmp_path, 0, scores=1) > 0


def test_saves_can_be_measured(sqlite_url: str) -> None:
    figures = saves.measured("SQLite", sqlite_url, 4, each=2, most=60)
    assert all(figure.measured > 0 for figure in figures)


def test_material_has_what_it_is_asked_for_and_is_the_same_again() -> None:
    made = material(100, 300, 50)
    assert (len(made.assets), made.edges, len(made.events)) == (100, 300, 50)
    assert made == material(100, 300, 50)
    assert a_dag(14) == a_dag(14)


def test_one_figure_over_its_limit_fails_the_bench() -> None:
    good, bad = answers([within]), answers([over])
    assert (good.holds, bad.holds) == (True, False)
    assert "| a quick one | 0.50 ms | under 1 ms | yes |" in good.text
    assert "| a slow one | 1.00 ms | under 1 ms | **no** |" in bad.text


def test_what_has_to_be_reached_holds_from_there_on() -> None:
    assert str(AtLeast("launches", 1.3, least=1.3)) == "| launches | 1.30 | at least 1.3 | yes |"
    assert str(AtLeast("launches", 1.2, least=1.3)) == "| launches | 1.20 | at least 1.3 | **no** |"


def test_what_has_no_limit_says_so_and_holds() -> None:
    assert str(Figure("theirs", 5, most=inf, unit="ms")) == "| theirs | 5.00 ms | none | yes |"
