"""How something good is made wrong: by seeded changes to its JSON, its text and its bytes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from random import Random
from typing import Any, TypeVar

Choice = TypeVar("Choice")

SCRIPT = "<script>xss()</script>"
"""No page may ever hold this as it stands."""
ADDRESSES = (
    "",
    "https://lms.example.edu/x",
    "https://lms.example.edu:99999/",
    "https://elsewhere.example/x?a=b#c",
    "https://user:word@lms.example.edu/",
    "http://lms.example.edu/x",
    "http://127.0.0.1:8001/",
    "https://[::1]/",
    "https://[",
    "https://\u202e.example",
    "https://xn--\u00fc.example",
    "javascript:alert(1)",
    "file:///etc/passwd",
    "//lms.example.edu/x",
    "https:lms.example.edu",
    "https://lms.example.edu/" + "x" * 3000,
    "https://lms.example.edu/\r\nSet-Cookie: a=b",
    "https://lab.example.edu@elsewhere.example/",
    "https://lab.example.edu.elsewhere.example/",
)
TEXTS = (
    "",
    " ",
    "x",
    "0",
    "-1",
    "1e999",
    "null",
    "\U0001f600" * 70,
    "\u202eabc",
    "e\u0301" * 300,
    "x" * 255,
    "x" * 256,
    "x" * 5000,
    "' OR 1=1 --",
    "%s%n{0}{{7*7}}",
    "../../etc/passwd",
    f'">{SCRIPT}',
    "1795370751",
    "2026-12-01T00:00:00Z",
    "9999-12-31T23:59:59.999999+14:00",
    "0000-00-00T00:00:00Z",
    "Instructor",
    "Learner",
    "http://purl.imsglobal.org/vocab/lis/v2/membership#Instructor",
    "http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
    "LtiDeepLinkingRequest",
    "LtiSubmissionReviewRequest",
    "LtiDataPrivacyLaunchRequest",
    *ADDRESSES,
)
NO_TEXTS = ("\0", "a\0b", "\ud800", "\udfff\ud800")
"""No database keeps these, so that what holds one is refused early: they come seldom."""
NUMBERS = (
    0, 1, -1, 2, 0.5, -0.0, 1e-300, 1e308, float("inf"), float("-inf"), float("nan"),
    2**31, 2**53 + 1, 2**63, -(2**63) - 1, 10**30, 10**400, True, False,
)  # fmt: skip
DEEPEST = 800


class Mutator:
    """Changes things, the same way for the same seed."""

    def __init__(self, seed: str) -> None:
        self.random = Random(seed)

    def chance(self, percent: float) -> bool:
        """Tell whether something that seldom happens happens now."""
        return self.random.random() * 100 < percent

    def one_of(self, choices: Sequence[Choice]) -> Choice:
        """Choose."""
        return self.random.choice(choices)

    def how_many(self) -> int:
        """Return how many changes to make: mostly one or two, now and then none or many."""
        return self.random.choices((0, 1, 2, 3, 6), (8, 46, 26, 14, 6))[0]

    def tree(self, value: Any) -> Any:
        """Return some JSON with changes in it."""
        for _ in range(self.how_many()):
            whole = isinstance(value, dict) and value and not self.chance(1)
            value = self._changed_dict(value) if whole else self._changed(value)
        return value

    def value(self) -> Any:
        """Return any JSON."""
        kind = self.random.random()
        if kind < 0.03:
            return self.one_of(NO_TEXTS)
        if kind < 0.45:
            return self.one_of(TEXTS)
        if kind < 0.7:
            return self.one_of(NUMBERS)
        if kind < 0.8:
            return None
        return self.one_of(
            ([], {}, [None], [[]], {"": ""}, {"id": 1}, ["x"] * 1100, {"x" * 300: {}}, self._deep())
        )

    def text(self, text: str) -> str:
        """Return a text that was changed a little or altogether."""
        kind = self.random.randrange(6)
        if kind == 0 or not text:
            return self.one_of(TEXTS)
        place = self.random.randrange(len(text))
        if kind == 1:
            return text[:place]
        if kind == 2:
            return text[:place] + self.one_of(TEXTS) + text[place:]
        if kind == 3:
            return text.swapcase()
        if kind == 4:
            return text * self.random.randrange(2, 40)
        return text[:place] + self.one_of("\t\"%.\xff\u0130\u2028\x85<&'") + text[place:]

    def written(self, value: Any) -> bytes:
        """Return JSON as bytes, now and then such as no writer of JSON makes."""
        text = json.dumps(value)
        if self.chance(94):
            return text.encode()
        kind = self.random.randrange(7)
        if kind == 0:
            return self.bytes(text.encode())
        if kind == 1:
            return text.replace("{", '{"iss": "twice", "exp": 1, ', 1).encode()
        if kind == 2:
            return text.encode("utf-16" if self.chance(50) else "utf-8-sig")
        if kind == 3:
            return text.encode() + b" \n trailing"
        if kind == 4:
            return json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
        if kind == 5:
            return text.replace(": ", ": " + "9" * 5000, 1).encode()
        return self.one_of((b"", b"null", b"[]", b'"x"', b"1", b"<html>", b"\xff\xfe", b"[" * 5000))

    def bytes(self, data: bytes) -> bytes:
        """Return bytes with some flipped, cut out or put in."""
        changed = bytearray(data or b"x")
        for _ in range(self.random.randrange(1, 6)):
            place = self.random.randrange(len(changed) + 1)
            kind = self.random.randrange(3)
            if kind == 0 and place < len(changed):
                changed[place] = self.random.randrange(256)
            elif kind == 1:
                del changed[place : place + self.random.randrange(1, 9)]
            else:
                changed[place:place] = self.random.randbytes(self.random.randrange(1, 9))
        return bytes(changed)

    def _changed(self, value: Any) -> Any:
        """Change one place of a tree, chosen by going down from its root."""
        if isinstance(value, dict) and value and self.chance(88):
            return self._changed_dict(value)
        if isinstance(value, list) and value and self.chance(80):
            return self._changed_list(value)
        if isinstance(value, str) and self.chance(55):
            return self.text(value)
        if isinstance(value, int | float) and self.chance(60):
            return self._near(value)
        if self.chance(15):
            return self.one_of(([value], {"id": value}, str(value)[:2000], [value] * 3))
        return self.value()

    def _changed_dict(self, value: dict[str, Any]) -> dict[str, Any]:
        name = self.one_of(list(value))
        kind = self.random.random()
        if kind < 0.12:
            return {key: part for key, part in value.items() if key != name}
        if kind < 0.17:
            return value | {self.text(name): value[name]}
        if kind < 0.22:
            return value | {name: value[self.one_of(list(value))]}
        return value | {name: self._changed(value[name])}

    def _changed_list(self, value: list[Any]) -> list[Any]:
        place = self.random.randrange(len(value))
        kind = self.random.random()
        if kind < 0.15:
            return value[:place] + value[place + 1 :]
        if kind < 0.3:
            return [*value, value[place]]
        return [*value[:place], self._changed(value[place]), *value[place + 1 :]]

    def _near(self, number: float) -> Any:
        near = (number + 1, number - 1, number + 299, number - 299, number - 100_000)
        small = number / 2 if abs(number) < 2**60 else number
        return self.one_of((*near, -number, number * 1000, small, str(number)))

    def _deep(self) -> Any:
        deep: Any = "x"
        for _ in range(self.random.choice((3, 5, 28, 31, 32, 33, DEEPEST))):
            deep = [deep] if self.chance(50) else {"x": deep}
        return deep
