"""A self-check with the running app's parts themselves: its threads know of no app."""

from flask import current_app

from lti_tool.platforms.self_check import running
from lti_tool.platforms.self_check.findings import Finding


def check(registration_id: int) -> list[Finding]:
    """Check a platform now; raises RegistrationNotFound."""
    parts = current_app.extensions
    return running.check(registration_id, parts["database"], parts["services"], parts["config"])
