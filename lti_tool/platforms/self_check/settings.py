"""Where each LMS has the settings that matter to us, by the names on its own pages.

Moodle's are those of 4.5, read in its language files; Canvas's those of its developer keys.
"""

from lti_tool.models import Registration
from lti_tool.models.scopes import LINE_ITEM_SCOPE, RESULT_SCOPE, ROSTER_SCOPE, SCORE_SCOPE
from lti_tool.platforms.products import product_of

MANAGE_TOOLS = "Site administration → Plugins → Activity modules → External tool → Manage tools"
IN_MOODLE = f"In Moodle: {MANAGE_TOOLS} → the pencil of Lineage Lab → Services"
IN_CANVAS = "In Canvas: Admin → Developer Keys → the key of Lineage Lab"
ELSEWHERE = "In your LMS, in its settings of Lineage Lab"

OF_THE_TOOL = "associated with the tool"
CANVAS_SCOPES = {
    SCORE_SCOPE: f"Can create and update submission results for assignments {OF_THE_TOOL}",
    RESULT_SCOPE: f"Can view submission data for assignments {OF_THE_TOOL}",
    LINE_ITEM_SCOPE: f"Can create and view assignment data in the gradebook {OF_THE_TOOL}",
    ROSTER_SCOPE: "Can retrieve user data associated with the context the tool is installed in",
}
OF_GRADES = (SCORE_SCOPE, RESULT_SCOPE, LINE_ITEM_SCOPE)
MOODLE_SERVICES = dict.fromkeys(
    OF_GRADES,
    "set “IMS LTI Assignment and Grade Services” to “Use this service for grade sync and column "
    "management”",
) | {
    ROSTER_SCOPE: "set “IMS LTI Names and Role Provisioning” to “Use this service to retrieve "
    "members' information as per privacy settings”"
}
LTI_NAMES = dict.fromkeys(OF_GRADES, "allow the Assignment and Grade Services") | {
    ROSTER_SCOPE: "allow the Names and Role Provisioning Services"
}


def to_grant(registration: Registration, scope: str) -> str:
    """Say which setting lets us use a service."""
    match product_of(registration):
        case "moodle":
            return f"{IN_MOODLE}: {MOODLE_SERVICES[scope]}, and save."
        case "canvas":
            return (
                f"{IN_CANVAS} → Edit → LTI Advantage Services: tick “{CANVAS_SCOPES[scope]}”, "
                "save, and see that the key's state is ON."
            )
        case _:
            return f"{ELSEWHERE}, {LTI_NAMES[scope]} (scope {scope})."


def to_know_us(registration: Registration, keys_url: str) -> str:
    """Say what lets an LMS check who we are when we ask it for something."""
    match product_of(registration):
        case "moodle":
            return (
                f"In Moodle: {MANAGE_TOOLS} → the pencil of Lineage Lab: “Public key type” is "
                f"“Keyset URL”, “Public keyset” is {keys_url}, and the client ID shown there is "
                f"{registration.client_id}. Moodle must be able to open that address: see "
                "Site administration → General → Security → HTTP security → “cURL blocked hosts "
                "list” and “cURL allowed ports list”."
            )
        case "canvas":
            return (
                f"{IN_CANVAS}: its state is ON, its number is {registration.client_id}, “JWK "
                f"Method” is “Public JWK URL”, and that is {keys_url}."
            )
        case _:
            return (
                f"{ELSEWHERE}: the client id is {registration.client_id}, and the address of our "
                f"public keys is {keys_url}, which the LMS must be able to open."
            )


def to_launch(registration: Registration) -> str:
    """Say what is left to do in an LMS before the first launch, as the end of a sentence."""
    match product_of(registration):
        case "moodle":
            return (
                f"activate it in Moodle under {MANAGE_TOOLS}; then in a course under More → LTI "
                "External tools, switch on “Show in activity chooser”, and add it"
            )
        case "canvas":
            return (
                "turn the developer key ON in Canvas, install it under Admin → Settings → Apps → "
                "View App Configurations → + App → By Client ID, then add it to a course"
            )
        case _:
            return "activate Lineage Lab in your LMS, then add it to a course"


def to_find_deployment(registration: Registration) -> str:
    """Say where an LMS shows a deployment id."""
    match product_of(registration):
        case "moodle":
            where = (
                f"Moodle shows it under {MANAGE_TOOLS} → “View configuration details” of the tool"
            )
        case "canvas":
            where = (
                "Canvas shows it under Admin → Settings → Apps → View App Configurations → the "
                "gear of Lineage Lab → Deployment Id, once the app is installed"
            )
        case _:
            where = "Your LMS shows it beside the client id"
    return f"{where}."


def to_open_in_a_tab(registration: Registration) -> str:
    """Say how an LMS opens the tool outside a frame."""
    match product_of(registration):
        case "moodle":
            launch = "“Default launch container”: “New window”"
            return f"In Moodle: {MANAGE_TOOLS} → the pencil → {launch}."
        case "canvas":
            return "In Canvas: the assignment's or item's setting “Load This Tool In A New Tab”."
        case _:
            return f"{ELSEWHERE}, let it open in a new window."
