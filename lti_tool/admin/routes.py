"""All pages of the admin, put together: importing a module adds its pages."""

from lti_tool.admin import adding, invites, platforms, problems
from lti_tool.admin.door import bp

__all__ = ["adding", "bp", "invites", "platforms", "problems"]
