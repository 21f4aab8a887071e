"""Pick what Dagster marks Stale: what the questions that ask for this share.

They differ in what happened in the morning, and in what they say of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizzes.orchestrators.misconceptions.about_assets import stale_in
from quizzes.scenarios.assets import paths, reasons, telling
from quizzes.scenarios.assets.incidents import STALE
from quizzes.scenarios.assets.kinds import built_here
from quizzes.scenarios.misread import misread
from quizzes.scenarios.scenario import Scenario, picks

if TYPE_CHECKING:
    from collections.abc import Callable

    from quizzes.orchestrators.chronicle import Chronicle
    from quizzes.orchestrators.misconceptions.about_assets import Table
    from quizzes.orchestrators.misconceptions.misconception import Misconception
    from quizzes.scenarios.assets.incidents import Incident

    Beliefs = tuple[Misconception[Chronicle, Table], ...]


def is_good(found: Incident, beliefs: Beliefs) -> bool:
    """Whether a few are stale, and who has one of these beliefs picks others, not all the same."""
    key = found.now.stale()
    if not STALE[0] <= len(key) <= STALE[1]:
        return False
    answers = {stale_in(belief.answer(found.chronicle)) for belief in beliefs}
    return key not in answers and len(answers) > 1


def ask(
    about: Incident,
    prompt: str,
    rule: str,
    beliefs: Beliefs,
    why: Callable[[Incident, str], str] = reasons.why,
) -> Scenario:
    """The question about an incident; `why` gives the reason for each asset."""
    key, names = about.now.stale(), built_here(about.now.pipeline)
    return Scenario(
        asks="pick_nodes",
        story=telling.story(about),
        pipeline=about.now.pipeline,
        log=telling.log(about),
        prompt=prompt,
        rule=rule,
        places=picks(
            names,
            key,
            why={name: why(about, name) for name in names},
            paths={name: paths.path_to(about, name) for name in key},
        ),
        notes=telling.notes(about),
        misreadings=misread(beliefs, about.chronicle, stale_in, key),
    )
