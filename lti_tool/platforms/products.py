"""Which LMSs there are, by what they call themselves, and what people call them."""

from collections.abc import Mapping
from typing import Final

from lti_tool.models import Registration
from lti_tool.platforms import canvas

NAMES: Final[Mapping[str, str]] = {
    "moodle": "Moodle",
    "canvas": "Canvas",
    "desire2learn": "Brightspace",
    "blackboardlearn": "Blackboard",
    "sakai": "Sakai",
}


def product_of(registration: Registration) -> str:
    """Return which LMS it is: as it says itself, else as its addresses show; empty if neither."""
    if canvas.is_canvas(registration):
        return canvas.PRODUCT
    moodles = "moodle" if "/mod/lti/" in registration.login_url else ""
    return registration.product.lower() or moodles


def name_of(product: str) -> str:
    """Return what people call an LMS; one that is not known goes by what it calls itself."""
    return NAMES.get(product.lower(), product)
