"""A case that is wrong is refused in a sentence with its id, the field and the reason."""

import pytest

from quizzes.errors import MalformedCase
from quizzes.orchestrators.dagster_cases import solve

FRESH = {"status": "FRESH", "causes": []}
A_RUN = {"op": "materialize", "assets": ["a"]}
NEW_CODE = {"op": "set_code_version", "asset": "a", "code_version": "2"}


def an_asset(**fields):
    return {"kind": "asset", "deps": [], "code_version": "1", **fields}


def a_source():
    return an_asset(kind="external", code_version=None)


def a_case(*events, a=None, **fields):
    assets = {"a": a or an_asset(), "s": a_source()}
    return {
        "id": "u1",
        "family": "unpartitioned",
        "assets": assets,
        "events": list(events),
        **fields,
    }


def with_partitions(*events, **fields):
    assets = {
        "a": {"deps": [], "code_version": "1", "partitioned": True},
        "b": {"deps": ["a"], "code_version": None, "partitioned": False},
    }
    given = {"assets": assets, "partitions": ["p1", "p2"], "events": list(events), **fields}
    return {"id": "u1", "family": "partitioned", **given}


def test_a_case_is_solved_without_looking_at_what_was_recorded():
    stale = {"status": "STALE", "causes": [["CODE", None, "has a new code version"]]}
    solved = solve(a_case(A_RUN, NEW_CODE, expected={}, plan={}))
    assert solved == {"a": stale, "s": FRESH}


def test_partitions_have_a_row_each_and_causes_name_the_dependencys():
    build = {"op": "materialize", "asset": "a", "partition": "p1"}
    whole = {"op": "materialize", "asset": "b", "partition": None}
    again = {"op": "materialize", "asset": "a", "partition": "p2"}
    stale = {"status": "STALE", "causes": [["DATA", "a", "p2"]]}
    solved = solve(with_partitions(build, whole, again))
    assert solved == {"a|p1": FRESH, "a|p2": FRESH, "b|": stale}


def test_what_need_not_be_there_may_be_null_or_left_out():
    run = A_RUN | {"fail": None, "data_versions": None}
    bare = {"a": {"kind": "asset", "deps": []}, "s": {"kind": "external", "deps": []}}
    assert solve(a_case(run, assets=bare)) == solve(a_case(A_RUN, a=an_asset(code_version=None)))
    build, whole = {"op": "materialize", "asset": "a"}, {"op": "materialize", "asset": "b"}
    events = [build | {"partition": "p3"}, whole]
    assert solve(with_partitions(*events, partitions=None)) == solve(
        with_partitions(events[0], whole | {"partition": None}, partitions=["p1", "p2", "p3"])
    )


@pytest.mark.parametrize(
    ("case", "complaint"),
    [
        ({"id": "u1"}, "family: is missing."),
        (a_case(family="both"), "family: 'both' is none of unpartitioned, partitioned."),
        (a_case(assets=[]), "assets: must be a mapping, and is []."),
        (a_case(assets={"a": 1}), "assets.a: must be a mapping, and is 1."),
        (a_case(a=an_asset(owner="x")), "assets.a.owner: no such field."),
        (a_case(a=an_asset(partitioned=True)), "assets.a.partitioned: no such field."),
        (a_case(a=an_asset(kind="view")), "assets.a.kind: 'view' is none of asset, external."),
        (a_case(a=an_asset(deps=[1])), "assets.a.deps: must be names of assets."),
        (a_case(a=an_asset(deps=["z"])), "assets: a depends on z, which is no asset."),
        (
            a_case(a=an_asset(code_version=2)),
            "assets.a.code_version: must be text in quotation marks, and is 2.",
        ),
        (a_case(a={"kind": "asset", "code_version": "1"}), "assets.a.deps: is missing."),
        (
            a_case(a=an_asset(kind="external")),
            "assets.a.kind: what is external has no dependencies and no code.",
        ),
        (a_case(events=None), "events: is missing."),
        (a_case(1), "events.0: must be a mapping, and is 1."),
        (a_case({}), "events.0.op: is missing."),
        (
            a_case(A_RUN, {"op": "drop"}),
            "events.1.op: 'drop' is none of "
            "materialize, set_code_version, observe, add_dep, remove_dep.",
        ),
        (a_case(NEW_CODE | {"code": "2"}), "events.0.code: no such field."),
        (a_case(NEW_CODE | {"asset": "z"}), "events.0.asset: z is no asset."),
        (a_case(NEW_CODE | {"asset": "s"}), "events.0.asset: s is external."),
        (a_case(A_RUN | {"assets": ["s"]}), "events.0.assets: s is external."),
        (a_case(A_RUN | {"fail": ["b"]}), "events.0.fail: b is not in this run."),
        (
            a_case(A_RUN | {"data_versions": {"b": "1"}}),
            "events.0.data_versions: b is not in this run.",
        ),
        (
            a_case(A_RUN | {"data_versions": {"a": 1}}),
            "events.0.data_versions.a: must be text in quotation marks, and is 1.",
        ),
        (
            a_case({"op": "observe", "asset": "a", "data_version": "v1"}),
            "events.0.asset: a is built here.",
        ),
        (
            a_case({"op": "observe", "asset": "s", "data_version": 1}),
            "events.0.data_version: must be text in quotation marks, and is 1.",
        ),
        (
            a_case({"op": "add_dep", "asset": "a", "dep": "a"}),
            "events: These assets wait for each other: a -> a.",
        ),
        (
            a_case({"op": "add_dep", "asset": "a", "dep": "z"}),
            "events: a depends on z, which is no asset.",
        ),
        (a_case({"op": "remove_dep", "asset": "a", "dep": "s"}), "events: a does not depend on s."),
        (with_partitions(partitions="p1"), "partitions: must be a list, and is 'p1'."),
        (with_partitions(assets={"a": an_asset()}), "assets.a.kind: no such field."),
        (with_partitions(A_RUN), "events.0.assets: no such field."),
        (
            with_partitions({"op": "materialize", "asset": "a", "partition": None}),
            "events.0.partition: a is not built in None.",
        ),
        (
            with_partitions({"op": "materialize", "asset": "b", "partition": "p1"}),
            "events.0.partition: b is not built in 'p1'.",
        ),
    ],
)
def test_a_wrong_case_is_refused(case, complaint):
    with pytest.raises(MalformedCase) as refused:
        solve(case)
    assert str(refused.value) == f"Case u1: {complaint}"
