"""A student who has handed something in, and the instructor of the course, for many tests."""

from __future__ import annotations

import re
from typing import Any

from flask import Flask

from tests.support.forms import Page
from tests.support.launching import CLAIM, MEANT, Client, claims, instructor, submit_right
from tests.support.platform import Platform


class Classroom:
    """Ada, who submitted an attempt that is all right, and Grace, who teaches the course."""

    def __init__(self, app: Flask, platform: Platform, **custom: str) -> None:
        self.app, self.platform = app, platform
        self.student, self.teacher = Client(app), Client(app)
        self.custom: dict[str, Any] = {CLAIM + "custom": custom} if custom else {}
        self.activity = self.student.open(platform, claims(platform, **self.custom))
        self.result = submit_right(self.student, self.activity)
        self.overview = self.teacher.open(platform, instructor(platform, **self.custom))
        self.teacher.get(self.overview)
        overview = self.teacher.get(self.overview.removesuffix("/class") + "/class/students").text
        [self.page] = re.findall(r'href="([^"]+/students/\d+)"', overview)
        self.teaching = self.overview.removesuffix("/class")

    def another(self, subject: str, name: str) -> str:
        """Have another student submit an attempt without any answer; returns the activity."""
        other = Client(self.app)
        who = claims(
            self.platform, sub=subject, name=name, email=f"{subject}@example.org", **self.custom
        )
        path = other.open(self.platform, who)
        attempt = other.post(path + "attempts").location
        assert other.post(f"{attempt}/submission", MEANT).status_code == 303
        return path

    def decide(self, what: str, **typed: str) -> Page:
        """Send one of the forms of the student's page; returns the page that comes of it."""
        answer = self.teacher.post(f"{self.page}/{what}", {"reason": "She was ill."} | typed)
        assert answer.status_code == 303, answer.text
        return self.teacher.page(answer.location)

    def seen_by_the_student(self) -> str:
        return self.student.page(self.activity).words

    def seen_by_the_teacher(self) -> str:
        return self.teacher.page(self.page).words
