"""The table of who may ask for which route; test_authorization.py asks."""

from __future__ import annotations

from dataclasses import dataclass

from tests.lti_tool.four_courses import CLASSMATE, INSTRUCTOR, LEARNER, LMS_ADMIN, TRIAL

NOBODY, ADMIN = "nobody", "admin"
VISITORS = frozenset({LEARNER, CLASSMATE, TRIAL, INSTRUCTOR})
STAFF = frozenset({INSTRUCTOR})
EVERYBODY = VISITORS | {NOBODY, ADMIN, LMS_ADMIN}


@dataclass(frozen=True)
class Rule:
    """Who may ask for a route.

    Attributes:
        roles: who may, at home.
        of: whose object the address names: "mine", or that of a "student" of the course.
    """

    roles: frozenset[str]
    of: str = "mine"


ANYBODY, BY_TOKEN, BY_SECRET = (
    Rule(EVERYBODY),
    Rule(frozenset()),
    Rule(frozenset(), "whoever knows it"),
)
VISIT, TEACHING, OPERATING = Rule(VISITORS), Rule(STAFF), Rule(frozenset({ADMIN}))
ANSWERING = Rule(frozenset({LMS_ADMIN}), "somebody of the LMS's")
RULES = {
    "static": ANYBODY,
    "health.alive": ANYBODY,
    "health.ready": ANYBODY,
    "metrics.metrics": ANYBODY,
    "platforms.begin_login": ANYBODY,
    "platforms.launch": ANYBODY,
    "platforms.key_set": ANYBODY,
    "install.ask": ANYBODY,
    "install.register": ANYBODY,
    "install.done": ANYBODY,
    "install.canvas_key": ANYBODY,
    "visits.enter": BY_TOKEN,
    "visits.handover": BY_TOKEN,
    "visits.continue_": VISIT,
    "visits.change_language": VISIT,
    "picker.choose": BY_SECRET,
    "picker.answer": BY_SECRET,
    "picker.preview": BY_SECRET,
    "data_privacy.enter": BY_TOKEN,
    "data_privacy.people": ANSWERING,
    "data_privacy.person": ANSWERING,
    "data_privacy.file": ANSWERING,
    "data_privacy.confirm_erasure": ANSWERING,
    "data_privacy.erase": ANSWERING,
    "data_privacy.sign_out": ANSWERING,
    "learner.activity": VISIT,
    "learner.read": VISIT,
    "learner.reflect": VISIT,
    "learner.review": VISIT,
    "learner.grade": VISIT,
    "attempts.start": VISIT,
    "attempts.show": VISIT,
    "attempts.questions": VISIT,
    "attempts.answer": VISIT,
    "attempts.go": VISIT,
    "attempts.check": VISIT,
    "attempts.submit": VISIT,
    "attempts.result": VISIT,
    "practice.show": VISIT,
    "lab.show": VISIT,
    "kept.show": VISIT,
    "kept.file": VISIT,
    "instructor.overview": TEACHING,
    "instructor.everyone": TEACHING,
    "instructor.items": TEACHING,
    "instructor.misreading": TEACHING,
    "instructor.exports": TEACHING,
    "instructor.progress_csv": TEACHING,
    "instructor.canvas_csv": TEACHING,
    "instructor.workbook": TEACHING,
    "instructor.reflections": TEACHING,
    "instructor.refresh": TEACHING,
    "instructor.retry": TEACHING,
    "instructor.add_column": TEACHING,
    "instructor.student": Rule(STAFF, "student"),
    "instructor.attempt": Rule(STAFF, "student"),
    "instructor.reply": Rule(STAFF, "student"),
    "instructor.withdraw": Rule(STAFF, "student"),
    "instructor.override": Rule(STAFF, "student"),
    "instructor.withdraw_override": Rule(STAFF, "student"),
    "instructor.allow": Rule(STAFF, "student"),
    "instructor.reset": Rule(STAFF, "student"),
    "instructor.settings": TEACHING,
    "instructor.save_settings": TEACHING,
    "instructor.regrading": TEACHING,
    "instructor.mark_anew": TEACHING,
    "instructor.regrade": TEACHING,
    "admin.door": BY_TOKEN,
    "admin.enter": BY_TOKEN,
    "admin.signed_out": ANYBODY,
    "admin.sign_out": OPERATING,
    "admin.add": OPERATING,
    "admin.add_by_hand": OPERATING,
    "admin.save": OPERATING,
    "admin.invites": OPERATING,
    "admin.invite": OPERATING,
    "admin.revoke": OPERATING,
    "admin.home": OPERATING,
    "admin.platform": OPERATING,
    "admin.add_deployment": OPERATING,
    "admin.allow_frames": OPERATING,
    "admin.check": OPERATING,
    "admin.problems": OPERATING,
    "admin.confirm_removal": OPERATING,
    "admin.remove": OPERATING,
    "admin.restore": OPERATING,
}
FIXED = {
    "filename": "style.css",
    "section_id": "tasks-vs-assets",
    "question_id": "stale-now",
    "prompt_id": "which-model-fits",
    "key": "tasks-vs-assets",
    "kind": "moodle",
    "misreading": "staleness_is_transitive",
    "token": "invented",
}
"""What stands in addresses and is nobody's."""
SUBMITTED = frozenset({"attempts.result", "instructor.attempt"})
"""Routes for attempts that are over; the others are for those that are not."""
