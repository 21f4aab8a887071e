"""The standards' own words, spelled here and nowhere else in the practice LMS."""

from typing import Final

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"
GROUPS_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-gs/claim/groupsservice"

LINE_ITEM_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINE_ITEM_READ_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
RESULT_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCORE_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIP_SCOPE: Final = (
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
)
GROUPS_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
AGS_SCOPES: Final = (LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE, RESULT_SCOPE, SCORE_SCOPE)
CANVAS_SCOPES: Final = (*AGS_SCOPES, MEMBERSHIP_SCOPE)
"""Those of LTI Advantage, which Canvas has too; it has no groups service."""
SCOPES: Final = (*CANVAS_SCOPES, GROUPS_SCOPE)

LINE_ITEM: Final = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS: Final = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE: Final = "application/vnd.ims.lis.v1.score+json"
RESULTS: Final = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERSHIPS: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
GROUPS: Final = "application/vnd.ims.lti-gs.v1.contextgroupcontainer+json"

RESOURCE_LINK_REQUEST: Final = "LtiResourceLinkRequest"
DEEP_LINKING_REQUEST: Final = "LtiDeepLinkingRequest"
DEEP_LINKING_RESPONSE: Final = "LtiDeepLinkingResponse"
SUBMISSION_REVIEW_REQUEST: Final = "LtiSubmissionReviewRequest"
DATA_PRIVACY_REQUEST: Final = "DataPrivacyLaunchRequest"
MESSAGES: Final = (
    RESOURCE_LINK_REQUEST,
    DEEP_LINKING_REQUEST,
    SUBMISSION_REVIEW_REQUEST,
    DATA_PRIVACY_REQUEST,
)
DEEP_LINKING_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-dl/claim/"
RESOURCE_LINK: Final = "ltiResourceLink"
VERSION: Final = "1.3.0"
PERSONAL_CLAIMS: Final = ("name", "given_name", "family_name", "email")
IDENTITY_CLAIMS: Final = ("iss", "sub")

PLATFORM_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-platform-configuration"
TOOL_CONFIGURATION: Final = "https://purl.imsglobal.org/spec/lti-tool-configuration"

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
COURSE_OFFERING: Final = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
MEMBERSHIP: Final = _VOCABULARY + "membership#"
INSTRUCTOR: Final = "Instructor"
ASSISTANT: Final = "TeachingAssistant"
LEARNER: Final = "Learner"
ADMINISTRATOR: Final = "Administrator"
TEST_STUDENT: Final = "TestStudent"
COURSE_ROLES: Final = {
    INSTRUCTOR: (MEMBERSHIP + "Instructor",),
    ASSISTANT: (
        MEMBERSHIP + "Instructor",
        _VOCABULARY + "membership/Instructor#TeachingAssistant",
    ),
    LEARNER: (MEMBERSHIP + "Learner",),
    ADMINISTRATOR: (
        _VOCABULARY + "institution/person#Administrator",
        _VOCABULARY + "system/person#Administrator",
    ),
    # As Canvas has it; the word of LTI itself, not of its LIS vocabulary.
    TEST_STUDENT: (
        "http://purl.imsglobal.org/vocab/lti/system/person#TestUser",
        MEMBERSHIP + "Learner",
    ),
}

ACTIVITY_PROGRESS: Final = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
FULLY_GRADED: Final = "FullyGraded"
GRADING_PROGRESS: Final = ("NotReady", "Failed", "Pending", "PendingManual", FULLY_GRADED)
