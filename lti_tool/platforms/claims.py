"""The claims that we read, by the names that we give them, and the shapes they must have."""

from marshmallow import EXCLUDE, Schema, fields, validate

from lti_tool.models import LONGEST_ID, LONGEST_URL

CLAIM = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS_CLAIM = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"
DEEP_LINKING_CLAIM = "https://purl.imsglobal.org/spec/lti-dl/claim/deep_linking_settings"


class _Lenient(Schema):
    class Meta:
        unknown = EXCLUDE  # what came along must not pass for one of ours, by our name for it


def _id(name: str | None = None) -> fields.String:
    length = validate.Length(min=1, max=LONGEST_ID)
    return fields.String(required=True, validate=length, data_key=name)


def _address() -> fields.String:
    return fields.String(allow_none=True, validate=validate.Length(max=LONGEST_URL))


def _words() -> fields.String:
    return fields.String(load_default="", allow_none=True)


def _part(schema: type[Schema], name: str) -> fields.Nested:
    return fields.Nested(schema, load_default=None, allow_none=True, data_key=name)


class _Context(_Lenient):
    id = _id()
    label = _words()
    title = _words()


class _Platform(_Lenient):
    product_family_code = _words()
    name = _words()


class _Presentation(_Lenient):
    locale = _words()


class _ResourceLink(_Lenient):
    id = _id()
    title = _words()


class _Ags(_Lenient):
    scope = fields.List(fields.String())
    lineitem = _address()
    lineitems = _address()


class _Nrps(_Lenient):
    context_memberships_url = _address()


class _Groups(_Lenient):
    context_groups_url = _address()


class _ForUser(_Lenient):
    user_id = _id()


class _AboutUser(_Lenient):
    user_id = fields.String(allow_none=True, validate=validate.Length(max=LONGEST_ID))
    id = fields.String(allow_none=True, validate=validate.Length(max=LONGEST_ID))


class _Settings(_Lenient):
    deep_link_return_url = fields.String(
        required=True, validate=validate.Length(min=1, max=LONGEST_URL)
    )
    accept_types = fields.List(fields.String(), required=True)
    accept_multiple = fields.Boolean(allow_none=True)
    accept_lineitem = fields.Boolean(allow_none=True)
    data = fields.Raw(allow_none=True)
    title = _words()
    text = _words()


class _Claims(_Lenient):
    """What every message says."""

    sub = _id()
    name = _words()
    given_name = _words()
    family_name = _words()
    email = _words()
    deployment_id = _id(CLAIM + "deployment_id")
    roles = fields.List(fields.String(), required=True, data_key=CLAIM + "roles")
    context = _part(_Context, CLAIM + "context")
    tool_platform = _part(_Platform, CLAIM + "tool_platform")
    nrps = _part(_Nrps, NRPS_CLAIM)
    groups = _part(_Groups, GROUPS_CLAIM)
    presentation = _part(_Presentation, CLAIM + "launch_presentation")


class ResourceLinkClaims(_Claims):
    """A launch into an activity."""

    resource_link = fields.Nested(_ResourceLink, required=True, data_key=CLAIM + "resource_link")
    custom = fields.Dict(
        keys=fields.String(), load_default=None, allow_none=True, data_key=CLAIM + "custom"
    )
    ags = _part(_Ags, AGS_CLAIM)


class SubmissionReviewClaims(ResourceLinkClaims):
    """A launch from the gradebook, to somebody's work."""

    for_user = fields.Nested(_ForUser, required=True, data_key=CLAIM + "for_user")
    ags = fields.Nested(_Ags, required=True, data_key=AGS_CLAIM)


class DeepLinkingClaims(_Claims):
    """A launch to choose what to put into a course."""

    settings = fields.Nested(_Settings, required=True, data_key=DEEP_LINKING_CLAIM)


class DataPrivacyClaims(_Claims):
    """A launch by an administrator, to answer what people ask about their data."""

    for_user = _part(_AboutUser, CLAIM + "for_user")
    resource_link = fields.Raw(load_default=None, allow_none=True, data_key=CLAIM + "resource_link")
