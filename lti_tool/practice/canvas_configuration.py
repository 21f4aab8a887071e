"""What the JSON of a Canvas developer key must look like."""

from typing import Final

from marshmallow import fields, validate

from lti_tool.practice.schemas import Lenient, texts, web_address
from lti_tool.practice.vocabulary import (
    DEEP_LINKING_REQUEST,
    PERSONAL_CLAIMS,
    RESOURCE_LINK_REQUEST,
)

PLATFORM: Final = "canvas.instructure.com"
CHOOSING_PLACEMENTS: Final = (
    "assignment_selection",
    "link_selection",
    "editor_button",
    "module_index_menu_modal",
    "module_menu_modal",
    "homework_submission",
    "migration_selection",
    "collaboration",
    "conference_selection",
)
OPENING_PLACEMENTS: Final = (
    "account_navigation",
    "assignment_menu",
    "assignment_view",
    "course_home_sub_navigation",
    "course_navigation",
    "course_settings_sub_navigation",
    "discussion_topic_menu",
    "global_navigation",
    "module_menu",
    "quiz_menu",
    "student_context_card",
    "tool_configuration",
    "user_navigation",
    "wiki_page_menu",
)
PRIVACY: Final = {
    "public": PERSONAL_CLAIMS,
    "name_only": PERSONAL_CLAIMS[:3],
    "email_only": PERSONAL_CLAIMS[3:],
    "anonymous": (),
}


class Placement(Lenient):
    """A place in Canvas that shows the tool."""

    placement = fields.String(
        required=True, validate=validate.OneOf((*CHOOSING_PLACEMENTS, *OPENING_PLACEMENTS))
    )
    message_type = fields.String(
        load_default=RESOURCE_LINK_REQUEST,
        validate=validate.OneOf((RESOURCE_LINK_REQUEST, DEEP_LINKING_REQUEST)),
    )
    target_link_uri = web_address()
    enabled = fields.Boolean(load_default=True, truthy={True}, falsy={False})


class Settings(Lenient):
    """What Canvas itself is told."""

    placements = fields.List(fields.Nested(Placement), required=True)


class Extension(Lenient):
    """The part of the configuration that is for one platform."""

    platform = fields.String(required=True, validate=validate.Equal(PLATFORM))
    domain = fields.String()
    tool_id = fields.String()
    privacy_level = fields.String(load_default="anonymous", validate=validate.OneOf(tuple(PRIVACY)))
    settings = fields.Nested(Settings, required=True)


class Configuration(Lenient):
    """A developer key's configuration."""

    title = fields.String(required=True, validate=validate.Length(min=1))
    description = fields.String(required=True)
    oidc_initiation_url = web_address(required=True)
    target_link_uri = web_address(required=True)
    public_jwk_url = web_address(required=True)
    redirect_uris = fields.List(web_address())
    scopes = fields.List(fields.String(), required=True)
    custom_fields = texts(load_default=dict)
    extensions = fields.List(
        fields.Nested(Extension), required=True, validate=validate.Length(equal=1)
    )
