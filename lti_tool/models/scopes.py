"""What a platform may let us do, by the names that LTI gives it."""

from typing import Final

_AGS = "https://purl.imsglobal.org/spec/lti-ags/scope/"
SCORE_SCOPE: Final = _AGS + "score"
RESULT_SCOPE: Final = _AGS + "result.readonly"
LINE_ITEM_SCOPE: Final = _AGS + "lineitem"
"""To find grade columns, make them and change them."""
LINE_ITEM_READ_SCOPE: Final = _AGS + "lineitem.readonly"
ROSTER_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
GROUPS_SCOPE: Final = "https://purl.imsglobal.org/spec/lti-gs/scope/contextgroup.readonly"
