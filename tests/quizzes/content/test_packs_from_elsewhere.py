"""Packs that do not ship with the tool."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizzes.content import catalogue
from quizzes.errors import MalformedPack
from tests.quizzes.content.a_pack import an_activity, write


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with the pack "rain", in which the catalogue looks too."""
    write(tmp_path, an_activity())
    catalogue.look_in([tmp_path])
    yield tmp_path
    catalogue.look_in([])


def test_packs_of_a_folder_stand_beside_those_that_ship(folder: Path) -> None:
    assert {"rain", "tasks-vs-assets"} <= catalogue.every().keys()
    assert catalogue.load("rain").title == "Rain"
    assert catalogue.load("rain") is catalogue.load("rain")


def test_they_are_gone_when_the_catalogue_looks_there_no_more(folder: Path) -> None:
    catalogue.look_in([])
    with pytest.raises(MalformedPack, match="There is no pack 'rain'"):
        catalogue.load("rain")


def test_a_pack_of_ones_own_goes_before_one_that_ships_with_its_name(folder: Path) -> None:
    (folder / "rain").rename(folder / "tasks-vs-assets")
    assert catalogue.load("tasks-vs-assets").title == "Rain"
    catalogue.look_in([])
    assert catalogue.load("tasks-vs-assets").title != "Rain"


def test_a_link_to_a_pack_is_as_good_as_the_pack(folder: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "rain").symlink_to(folder / "rain")
    catalogue.look_in([elsewhere])
    assert catalogue.load("rain").key == "rain"


@pytest.mark.parametrize("name", ["My Pack", "rain.v2", "r" * 65])
def test_a_folder_has_a_name_that_fits_into_an_address(folder: Path, name: str) -> None:
    pack = (folder / "rain").rename(folder / name)
    with pytest.raises(MalformedPack, match=f"^{name}: A folder's name is its activity's key"):
        catalogue.read(pack)
