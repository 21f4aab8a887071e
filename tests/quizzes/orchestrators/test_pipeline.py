"""A pipeline answers for its graph, and is never one that could not be run."""

import pytest

from quizzes.errors import MalformedPipeline
from quizzes.orchestrators.pipeline import Asset, Pipeline

DIAMOND = Pipeline(
    (
        Asset("report", ("revenue", "profile")),
        Asset("revenue", ("orders",)),
        Asset("profile", ("orders",)),
        Asset("orders", external=True),
    )
)


def test_assets_are_named_in_the_order_of_their_declaration():
    assert DIAMOND.names == ("report", "revenue", "profile", "orders")


def test_parents_and_children_are_direct_only():
    assert DIAMOND.parents("report") == ("revenue", "profile")
    assert DIAMOND.children("orders") == ("revenue", "profile")
    assert DIAMOND.parents("orders") == DIAMOND.children("report") == ()


def test_ancestors_and_descendants_go_all_the_way_without_the_asset_itself():
    assert DIAMOND.ancestors("report") == {"revenue", "profile", "orders"}
    assert DIAMOND.descendants("orders") == {"revenue", "profile", "report"}
    assert DIAMOND.descendants("report") == frozenset()


def test_parents_come_before_children_and_otherwise_the_declaration_decides():
    assert DIAMOND.in_order() == ("orders", "revenue", "profile", "report")


def test_an_asset_can_be_changed_without_touching_the_pipeline_it_came_from():
    changed = DIAMOND.changed("revenue", code_version="2")
    assert changed.asset("revenue") == Asset("revenue", ("orders",), "2")
    assert DIAMOND.asset("revenue").code_version is None
    assert changed.names == DIAMOND.names


def test_pipelines_with_the_same_assets_are_equal_and_hash_alike():
    again = Pipeline(DIAMOND.assets)
    again.in_order()
    assert again == DIAMOND
    assert hash(again) == hash(DIAMOND)


@pytest.mark.parametrize(
    ("assets", "complaint"),
    [
        ((Asset("a"), Asset("a")), "Two assets are called a."),
        ((Asset("a", ("b",)),), "a depends on b, which is no asset."),
        ((Asset("a"), Asset("b", ("a", "a"))), "b names its dependency a twice."),
        ((Asset("a", ("a",)),), "These assets wait for each other: a -> a."),
    ],
)
def test_what_could_not_be_loaded_is_refused_in_a_sentence(assets, complaint):
    with pytest.raises(MalformedPipeline) as refused:
        Pipeline(assets)
    assert str(refused.value) == complaint


def test_a_longer_circle_is_refused_with_all_who_wait():
    with pytest.raises(MalformedPipeline, match="wait for each other") as refused:
        Pipeline((Asset("a", ("c",)), Asset("b", ("a",)), Asset("c", ("b",))))
    assert all(name in str(refused.value) for name in "abc")
