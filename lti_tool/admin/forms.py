"""What admins type, checked at the door: a value to go on with, or a sentence beside each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast
from urllib.parse import urlsplit

from marshmallow import EXCLUDE, Schema, ValidationError, fields, pre_load, validate

from lti_tool.current import config
from lti_tool.models import LONGEST_ID
from lti_tool.platforms import canvas
from lti_tool.platforms.addresses import may_call

MISSING = "This is missing."
NO_ADDRESS = "This must be a whole https address, such as https://lms.example.edu/path."
TOO_LONG = f"This may have at most {LONGEST_ID} characters, and no control characters."
DAYS = "This must be a whole number from 1 to 365."


@dataclass(frozen=True)
class Typed:
    """What stands in a form's fields, and a sentence for each field that is wrong."""

    values: Mapping[str, str] = field(default_factory=dict)
    faults: Mapping[str, str] = field(default_factory=dict)


class Unfit(Exception):
    """A form that cannot be used as it is."""

    def __init__(self, typed: Typed) -> None:
        super().__init__("; ".join(typed.faults.values()))
        self.typed = typed


class Form(Schema):
    """A form whose fields lose the spaces around what was pasted into them."""

    @pre_load
    def strip(self, data: Mapping[str, str], **_: Any) -> dict[str, str]:
        """An empty field counts as none."""
        stripped = {name: value.strip() for name, value in data.items()}
        return {name: value for name, value in stripped.items() if value}


def read(form: Form, sent: Mapping[str, str]) -> dict[str, Any]:
    """Return what a form's fields mean; raises Unfit with what was typed."""
    try:
        read: dict[str, Any] = form.load(sent, unknown=EXCLUDE)
    except ValidationError as error:
        said = cast("dict[str, list[str]]", error.messages)
        faults = {name: sentences[0] for name, sentences in said.items()}
        raise Unfit(Typed(sent, faults)) from error
    return read


def _printable(text: str) -> bool:
    if len(text) > LONGEST_ID or not text.isprintable():
        raise ValidationError(TOO_LONG)
    return True


def _address(url: str) -> bool:
    if " " in url or not may_call(url, config):  # two were pasted, or one with a line's end
        raise ValidationError(NO_ADDRESS)
    return True


def _site(url: str) -> bool:
    if urlsplit(url).query or urlsplit(url).fragment:
        raise ValidationError("This must be the address of Moodle's first page, without ? and #.")
    return True


def _required(*checks: Any) -> fields.String:
    return fields.String(required=True, validate=checks, error_messages={"required": MISSING})


def _optional(*checks: Any) -> fields.String:
    return fields.String(load_default="", validate=checks)


class CanvasForm(Form):
    """A developer key of a Canvas that Instructure hosts."""

    environment = fields.String(
        required=True,
        validate=validate.OneOf(canvas.ENVIRONMENTS, error="Choose one of these."),
        error_messages={"required": MISSING},
    )
    client_id = _required(_printable)
    deployment = _optional(_printable)
    name = _optional(_printable)


class MoodleForm(Form):
    """A tool that was configured by hand in a Moodle."""

    site = _required(_address, _site)
    client_id = _required(_printable)
    deployment = _required(_printable)
    name = _optional(_printable)


class OtherForm(Form):
    """Any platform, by all that it shows."""

    issuer = _required(_printable, _address)
    client_id = _required(_printable)
    deployment = _optional(_printable)
    login_url = _required(_address)
    token_url = _required(_address)
    keys_url = _required(_address)
    audience = _optional(_printable)
    name = _optional(_printable)


class InviteForm(Form):
    """For whom an invite is, and for how long."""

    note = _optional(_printable)
    host = _optional()
    days = fields.Integer(
        load_default=7,
        validate=validate.Range(1, 365, error=DAYS),
        error_messages={"invalid": DAYS, "too_large": DAYS},
    )
