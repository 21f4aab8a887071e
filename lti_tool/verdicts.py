"""What was chosen and what is right, place by place, in the words of a result's page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from quizzes.items.item import Answer, Item, Mark
from quizzes.saying import joined, say
from quizzes.scenarios.scenario import PICKED, Misreading, Place

ICONS = {
    "hit": "tick",
    "left": "tick",
    "missed": "ring",
    "wrong": "cross",
    "follows": "right",
    "misplaced": "clock",
}
OF_PICKS = {
    "hit": say("rightly picked"),
    "left": say("rightly left out"),
    "missed": say("missed"),
    "wrong": say("wrongly picked"),
    "misplaced": say("too early"),
}
OF_CHOICES = {
    "hit": say("right"),
    "left": say("rightly left out"),
    "wrong": say("wrong"),
    "follows": say("consistent"),
}
OF_WHOLES = {
    "right": say("right"),
    "partly": say("partly right"),
    "wrong": say("wrong"),
    "open": say("not answered"),
}
MISTAKES = ("missed", "wrong", "misplaced")


@dataclass(frozen=True)
class Line:
    """A verdict on a place or an option: how it is drawn, a word or two; the option, and why."""

    kind: str
    icon: str
    verdict: str
    text: str = ""
    why: str = ""


@dataclass(frozen=True)
class Verdict:
    """The verdict on one place. Picks have no words for what is right, being all there is.

    `options` has a line for each of a place's options, where they are sentences.
    """

    place: Place
    line: Line
    yours: str
    right: str
    options: tuple[Line, ...]

    @property
    def is_mistake(self) -> bool:
        """Whether it was answered otherwise than it should be."""
        return self.line.kind in MISTAKES

    @property
    def way(self) -> tuple[str, ...]:
        """The nodes from the cause to here, where they were not seen."""
        return self.place.path if self.is_mistake and len(self.place.path) > 1 else ()


@dataclass(frozen=True)
class Feedback:
    """What an answer says of how somebody thinks, and a place where it shows."""

    sentence: str
    example: Place | None


def verdicts(item: Item, answer: Answer | None) -> tuple[Verdict, ...]:
    """The verdict on every place, in the order of the places."""
    return tuple(_verdict(item, mark) for mark in item.marks(answer))


def whole(item: Item, answer: Answer | None) -> Line:
    """The verdict on a question as a whole, by what it earned."""
    earned = item.earned(answer)
    if earned == item.points:
        return Line("hit", "tick", OF_WHOLES["right"])
    if item.state(answer) == "open":
        return Line("left", "ring", OF_WHOLES["open"])
    if earned:
        return Line("misplaced", "clock", OF_WHOLES["partly"])
    return Line("wrong", "cross", OF_WHOLES["wrong"])


def tally(found: Iterable[Verdict]) -> list[tuple[Line, int]]:
    """How many places have each verdict, the good ones first."""
    lines = Counter(each.line for each in found)
    return sorted(lines.items(), key=lambda counted: list(ICONS).index(counted[0].kind))


def causes(found: Iterable[Verdict]) -> frozenset[tuple[str, str]]:
    """The edges that lead from a cause to what was answered wrongly."""
    return frozenset(edge for each in found for edge in pairwise(each.way))


def feedback(item: Item, answer: Answer | None) -> Feedback | None:
    """What to tell somebody whose answer shows a misconception; mostly nothing."""
    told = item.misreadings(answer)
    if not told or not answer:
        return None
    first, *others = dict.fromkeys(wrong.sentence for wrong in told)
    sentence = joined(" ", [first, *(say("Or else: {reading}", reading=each) for each in others)])
    return Feedback(sentence, next(_agreeing(item, answer, told[0]), None))


def _agreeing(item: Item, answer: Answer, wrong: Misreading) -> Iterator[Place]:
    """The places where an answer is mistaken in the way of a misconception."""
    seen = item.type.seen
    for mark in item.marks(answer):
        same = seen(mark.place, answer.chosen) == seen(mark.place, wrong.answer)
        if mark.verdict in MISTAKES and same:
            yield mark.place


def _verdict(item: Item, mark: Mark) -> Verdict:
    place, is_step = mark.place, item.type.name == "pick_and_order"
    is_pick = [option.value for option in place.options] == [PICKED]
    line = Line(mark.verdict, ICONS[mark.verdict], _word(mark, is_pick=is_pick or is_step))
    if is_pick:
        return Verdict(place, line, "", "", ())
    if item.type.control == "boxes" and not item.scenario.pipeline.names:
        return Verdict(place, line, "", "", tuple(_options(mark)))
    yours = _named(place, mark.chosen, is_step=is_step)
    return Verdict(place, line, yours, _right(mark, is_step=is_step), ())


def _right(mark: Mark, *, is_step: bool) -> str:
    """What should have been chosen; "" where it was. Steps may be right in another order too."""
    if mark.verdict in ("hit", "left", "misplaced"):
        return ""
    right = _named(mark.place, mark.place.right, is_step=is_step)
    if is_step:
        return say("e.g. {step}", step=right) if right else say("not a step")
    return right or say("nothing")


def _word(mark: Mark, *, is_pick: bool) -> str:
    if is_pick:
        return OF_PICKS[mark.verdict]
    if mark.verdict == "missed":
        if mark.chosen:
            return say("incomplete")
        return say("missed") if mark.place.many else say("not answered")
    return OF_CHOICES[mark.verdict]


def _named(place: Place, values: Collection[str], *, is_step: bool) -> str:
    words = [each.words for each in place.options if each.value in values]
    return joined(", ", (say("step {number}", number=each) if is_step else each for each in words))


def _options(mark: Mark) -> Iterator[Line]:
    """A line for each option: chosen or not, rightly or not."""
    for option in mark.place.options:
        chosen, right = option.value in mark.chosen, option.value in mark.place.right
        kind = ("left", "missed", "wrong", "hit")[2 * chosen + right]
        missed = say("missed") if mark.place.many else say("right")
        words = ("", missed, say("wrongly chosen"), say("rightly chosen"))
        yield Line(kind, ICONS[kind], words[2 * chosen + right], option.words, option.why)
