"""What differs between the messages: a resource link, a choice of content, a review."""

from typing import Any, Final

from sqlalchemy.orm import Session

from lti_tool.practice.choices import Choice, settings
from lti_tool.practice.claims import Launch, custom, grade_service, resource_link
from lti_tool.practice.errors import LaunchRefused
from lti_tool.practice.launches import review_url
from lti_tool.practice.models import Activity, LineItem
from lti_tool.practice.vocabulary import (
    CLAIM,
    DEEP_LINKING_CLAIM,
    DEEP_LINKING_REQUEST,
    RESOURCE_LINK_REQUEST,
    SUBMISSION_REVIEW_REQUEST,
)
from lti_tool.practice.wishes import Wish


def claims_about(database: Session, launch: Launch, wish: Wish) -> dict[str, Any]:
    """Return the claims of the wish's own message."""
    about = ABOUT[wish.message](database, launch, wish.about)
    return {CLAIM + "message_type": wish.message, **about}


def about_link(database: Session, launch: Launch, about: dict[str, Any]) -> dict[str, Any]:
    """Describe an activity that is opened."""
    if not (activity := database.get(Activity, about["activity"])):
        raise LaunchRefused("launch_no_longer_valid", "The activity was deleted meanwhile.")
    return {
        CLAIM + "target_link_uri": activity.target_link_uri,
        CLAIM + "resource_link": resource_link(activity),
        **custom(launch, activity, activity.custom),
        **grade_service(launch, activity.line_item),
    }


def about_choice(_: Session, launch: Launch, about: dict[str, Any]) -> dict[str, Any]:
    """Describe a choice of content: what may be chosen, and where the answer goes."""
    named = {"title": launch.tool.name, "text": ""}  # a tool may take a text over, as it stands
    return {
        CLAIM + "target_link_uri": launch.tool.deep_linking_url,
        DEEP_LINKING_CLAIM + "deep_linking_settings": settings(Choice(**about)) | named,
        **custom(launch, None, {}),
        **grade_service(launch, None),
    }


def about_review(database: Session, launch: Launch, about: dict[str, Any]) -> dict[str, Any]:
    """Describe a look at what a student handed in."""
    item = database.get(LineItem, about["line_item"])
    if not item or not item.activity or item.submission_review is None:
        raise LaunchRefused("launch_no_longer_valid", "The column was changed meanwhile.")
    own = item.activity.custom | item.submission_review.get("custom", {})
    return {
        CLAIM + "target_link_uri": review_url(item),
        CLAIM + "resource_link": resource_link(item.activity),
        CLAIM + "for_user": {"user_id": about["student"]},
        **custom(launch, item.activity, own),
        **grade_service(launch, item),
    }


ABOUT: Final = {
    RESOURCE_LINK_REQUEST: about_link,
    DEEP_LINKING_REQUEST: about_choice,
    SUBMISSION_REVIEW_REQUEST: about_review,
}
