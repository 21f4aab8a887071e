"""Partitions by Dagster's default mappings, one sentence at a time."""

from hashlib import sha256

from quizzes.orchestrators.events import AddDep, Materialize, RemoveDep, SetCodeVersion
from quizzes.orchestrators.ledger import Cause, Status
from quizzes.orchestrators.pipeline import Asset, Pipeline
from quizzes.orchestrators.staleness import play

MISSING, STALE, FRESH = Status.MISSING, Status.STALE, Status.FRESH
DAYS = ("p1", "p2", "p3")
# logs and daily have partitions; users and total are built whole.
PIPELINE = Pipeline(
    (
        Asset("users", (), "1"),
        Asset("logs", (), "1", partitioned=True),
        Asset("daily", ("logs", "users"), "1", partitioned=True),
        Asset("total", ("daily",), "1"),
    ),
    DAYS,
)


def build(name, *partitions):
    return [Materialize((name,), partition=each) for each in partitions or [None]]


def words(name, *events, pipeline=PIPELINE):
    ledger = play(pipeline, events)
    return [ledger.status(*cell).status for cell in pipeline.cells() if cell[0] == name]


def test_each_partition_is_missing_until_it_is_built():
    assert words("logs") == [MISSING] * 3
    assert words("logs", *build("logs", "p2")) == [MISSING, FRESH, MISSING]


def test_new_code_makes_every_partition_stale_that_was_built_with_the_old():
    built = build("logs", "p1", "p3")
    assert words("logs", *built, SetCodeVersion("logs", "2")) == [STALE, MISSING, STALE]


def test_a_partition_reads_the_same_one_of_a_partitioned_parent():
    built = [*build("users"), *build("logs", *DAYS), *build("daily", *DAYS)]
    again = [SetCodeVersion("logs", "2"), *build("logs", "p2")]
    assert words("daily", *built, *again) == [FRESH, STALE, FRESH]


def test_every_partition_reads_the_whole_of_an_unpartitioned_parent():
    built = [*build("users"), *build("logs", *DAYS), *build("daily", "p1", "p2")]
    again = [SetCodeVersion("users", "2"), *build("users")]
    assert words("daily", *built, *again) == [STALE, STALE, MISSING]


def test_what_is_built_whole_reads_all_partitions_and_each_is_a_cause():
    built = [*build("daily", "p1"), *build("total"), *build("daily", "p3", "p2")]
    found = play(PIPELINE, built).status("total")
    reason = "has a new dependency data version"
    assert found.causes == (
        Cause("DATA", "daily", reason, "p2"),
        Cause("DATA", "daily", reason, "p3"),
    )


def test_a_partition_built_again_from_the_same_is_no_change():
    built = [*build("daily", *DAYS), *build("total"), *build("daily", "p2")]
    assert words("total", *built) == [FRESH]


def test_partitions_of_a_parent_that_had_none_at_the_build_are_never_noticed():
    assert words("total", *build("total"), *build("daily", "p1")) == [FRESH]
    assert words("daily", *build("daily", "p1"), *build("logs", "p1")) == [FRESH, MISSING, MISSING]


def test_a_partition_that_was_missing_among_others_is_noticed():
    built = [*build("logs", "p2"), *build("daily", "p1"), *build("logs", "p1")]
    assert words("daily", *built) == [STALE, MISSING, MISSING]


def test_a_new_dependency_is_a_cause_for_each_partition_that_is_read():
    pipeline = Pipeline((Asset("logs", (), "1", partitioned=True), Asset("total", (), "1")), DAYS)
    events = [*build("total"), AddDep("total", "logs")]
    causes = play(pipeline, events).status("total").causes
    assert [(each.category, each.dep_partition) for each in causes] == [
        ("DEPENDENCIES", day) for day in DAYS
    ]


def test_a_removed_dependency_is_one_cause():
    events = [*build("daily", "p1"), *build("total"), RemoveDep("total", "daily")]
    causes = play(PIPELINE, events).status("total").causes
    assert causes == (Cause("DEPENDENCIES", "daily", "removed dependency on daily"),)


def test_the_data_version_of_all_partitions_is_a_hash_of_those_that_are_there():
    ledger = play(PIPELINE, [*build("daily", "p3", "p1"), *build("total")])
    parts = "".join(ledger.data_version("daily", day) for day in ("p1", "p3"))
    read = sha256(parts.encode()).hexdigest()
    assert ledger.records["total"].inputs == {"daily": read}
    assert ledger.data_version("total") == sha256(f"1{read}".encode()).hexdigest()


def test_a_hundred_partitions_of_one_parent_are_not_looked_at():
    days = tuple(f"p{day:03}" for day in range(100))
    for read, status in ((days[1:], STALE), (days, FRESH)):
        pipeline = Pipeline(PIPELINE.assets, read)
        events = [*build("daily", "p001"), *build("total"), *build("daily", "p002")]
        assert words("total", *events, pipeline=pipeline) == [status]
