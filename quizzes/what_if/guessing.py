"""What somebody foresaw, held against what Dagster then said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from quizzes.orchestrators.misconceptions.about_assets import ABOUT_STATUSES, stale_in
from quizzes.saying import joined, listed, say, say_number
from quizzes.scenarios.assets.kinds import built_here
from quizzes.what_if.actions import CannotHappen
from quizzes.what_if.lab import Lab

HIT, MISSED, WRONG, LEFT = "hit", "missed", "wrong", "left"
VERDICTS = {(True, True): HIT, (False, True): MISSED, (True, False): WRONG, (False, False): LEFT}


@dataclass(frozen=True)
class Foresight:
    """Which assets were expected to be Stale, and which are, in the order of the pipeline."""

    guessed: tuple[str, ...]
    stale: tuple[str, ...]
    misreading: str = ""

    @classmethod
    def of(cls, lab: Lab, guess: Collection[str]) -> Foresight:
        """A guess of what is Stale in a lab now; raises CannotHappen for what nothing builds."""
        if strange := set(guess).difference(built_here(lab.pipeline)):
            name = min(strange)[:60]
            raise CannotHappen(say("{name} is not an asset that is built here.", name=name))
        order, stale = lab.now.ledger.pipeline.in_order(), lab.now.ledger.stale()
        return cls(
            tuple(name for name in order if name in guess),
            tuple(name for name in order if name in stale),
            _misreading(lab, frozenset(guess)),
        )

    def verdict(self, name: str) -> str:
        """One of the four: expected or not, Stale or not."""
        return VERDICTS[name in self.guessed, name in self.stale]

    @property
    def sentence(self) -> str:
        """How much was foreseen, and what was not."""
        missed = [name for name in self.stale if name not in self.guessed]
        wrong = [name for name in self.guessed if name not in self.stale]
        if not missed and not wrong:
            return self._foreseen()
        if not self.stale:
            return say("You picked {names}, but nothing is Stale.", names=listed(wrong))
        said = [self._found(missed)]
        if wrong:
            said.append(
                say_number(
                    "You picked {names}, which is not Stale.",
                    "You picked {names}, which are not Stale.",
                    len(wrong),
                    names=listed(wrong),
                )
            )
        return joined(" ", said)

    def _foreseen(self) -> str:
        if not self.stale:
            return say("You predicted it: nothing is Stale.")
        return say_number(
            "You predicted it: {names} is Stale.",
            "You predicted it: {names} are Stale.",
            len(self.stale),
            names=listed(self.stale),
        )

    def _found(self, missed: list[str]) -> str:
        whole = len(self.stale)
        if len(missed) == whole:
            return say_number(
                "You did not predict it: {names} is Stale.",
                "You did not predict it: {names} are Stale.",
                whole,
                names=listed(self.stale),
            )
        found = whole - len(missed)
        if not missed:
            return say("You predicted {found} of {whole}.", found=found, whole=whole)
        return say(
            "You predicted {found} of {whole}, but not {names}.",
            found=found,
            whole=whole,
            names=listed(missed),
        )


def _misreading(lab: Lab, guess: frozenset[str]) -> str:
    """What to tell somebody who expected just what a misconception would."""
    if not guess or guess == lab.now.ledger.stale():
        return ""
    told = lab.told.chronicle
    sentences = {
        belief.sentence for belief in ABOUT_STATUSES if stale_in(belief.answer(told)) == guess
    }
    return sentences.pop() if len(sentences) == 1 else ""
