"""The standards' own words, spelled here and nowhere else in the practice LMS."""

from typing import Final

CLAIM: Final = "https://purl.imsglobal.org/spec/lti/claim/"
AGS_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-ags/claim/endpoint"
NRPS_CLAIM: Final = "https://purl.imsglobal.org/spec/lti-nrps/claim/namesroleservice"

LINE_ITEM_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
LINE_ITEM_READ_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
RESULT_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCORE_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
MEMBERSHIP_SCOPE: Final = (
    "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
)
AGS_SCOPES: Final = (LINE_ITEM_SCOPE, LINE_ITEM_READ_SCOPE, RESULT_SCOPE, SCORE_SCOPE)
SCOPES: Final = (*AGS_SCOPES, MEMBERSHIP_SCOPE)

LINE_ITEM: Final = "application/vnd.ims.lis.v2.lineitem+json"
LINE_ITEMS: Final = "application/vnd.ims.lis.v2.lineitemcontainer+json"
SCORE: Final = "application/vnd.ims.lis.v1.score+json"
RESULTS: Final = "application/vnd.ims.lis.v2.resultcontainer+json"
MEMBERSHIPS: Final = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"

ASSERTION_TYPE: Final = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
COURSE_OFFERING: Final = "http://purl.imsglobal.org/vocab/lis/v2/course#CourseOffering"

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
MEMBERSHIP: Final = _VOCABULARY + "membership#"
INSTRUCTOR: Final = "Instructor"
ASSISTANT: Final = "TeachingAssistant"
LEARNER: Final = "Learner"
COURSE_ROLES: Final = {
    INSTRUCTOR: (MEMBERSHIP + "Instructor",),
    ASSISTANT: (
        MEMBERSHIP + "Instructor",
        _VOCABULARY + "membership/Instructor#TeachingAssistant",
    ),
    LEARNER: (MEMBERSHIP + "Learner",),
}
ADMINISTRATOR_ROLES: Final = (
    _VOCABULARY + "institution/person#Administrator",
    _VOCABULARY + "system/person#Administrator",
)

ACTIVITY_PROGRESS: Final = ("Initialized", "Started", "InProgress", "Submitted", "Completed")
FULLY_GRADED: Final = "FullyGraded"
GRADING_PROGRESS: Final = ("NotReady", "Failed", "Pending", "PendingManual", FULLY_GRADED)
