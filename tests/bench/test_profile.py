"""A profile says of whom a launch's CPU is."""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.bench import profile
from tests.bench.profile import ROOT, SHOWN, Looks, beside, owner, shares
from tests.support.platform import Platform


def test_launches_are_profiled_as_the_page_has_them(sqlite_url: str, platform: Platform) -> None:
    app = profile.tool(sqlite_url, platform)
    written = profile.profiled(app, platform, launches=3)
    app.extensions["database"].close()
    assert written.startswith("3 launches of a class")
    assert "| of ours | | whose code | |" in written


def test_what_is_at_work_counts_for_the_innermost_function_of_ours() -> None:
    looks, source = Looks(), "def grade(do):\n    do()"
    ours: dict[str, Any] = {}
    exec(compile(source, f"{ROOT}/quizzes/made_up.py", "exec"), ours)  # a place there, for the test
    ours["grade"](lambda: looks.look(0, sys._getframe()))
    assert looks.ours == {"`quizzes/made_up.py: grade`": 1}
    assert looks.everybody == {"Python": 1}


def test_code_is_of_a_package_of_ours_or_of_python() -> None:
    assert owner("/somewhere/lib/python3.11/site-packages/flask/app.py") == "flask"
    assert owner(str(Path(ROOT, "lti_tool", "web.py"))) == "ours"
    assert owner("/usr/lib/python3.11/json/decoder.py") == "Python"


def test_the_largest_shares_come_first_and_the_rest_is_one() -> None:
    counted = Counter({f"part {each}": each for each in range(1, SHOWN + 3)})
    assert shares(counted)[0] == (f"part {SHOWN + 2}", "11.8%")
    assert shares(counted)[-1] == ("all others", "2.2%")


def test_two_counts_stand_side_by_side_though_one_is_longer() -> None:
    looks = Looks(Counter({"a": 3, "b": 1}), Counter({"c": 4}))
    assert beside(looks).endswith("| a | 75.0% | c | 100.0% |\n| b | 25.0% |  |  |")
