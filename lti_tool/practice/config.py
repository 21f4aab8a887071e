"""Where the practice LMS lives, which tool is built in, and the addresses that follow."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

CLIENT_ID: Final = "practice-client"
DEPLOYMENT_ID: Final = "1"


@dataclass(frozen=True)
class Preview:
    """An activity of the built-in tool's that the first course begins with, to be looked at."""

    key: str
    title: str
    points: int


@dataclass(frozen=True)
class Config:
    """What differs between two practice LMSs: a port, a tool, a data file, perhaps a preview."""

    port: int = 8000
    tool: str = "http://127.0.0.1:8001"
    data: Path = Path("instance/practice.db")
    preview: Preview | None = None

    def __post_init__(self) -> None:
        tool = urlsplit(self.tool)
        if tool.scheme not in ("http", "https") or not tool.netloc or tool.path.strip("/"):
            raise ValueError(f"The tool's base URL must be like {Config.tool}, not {self.tool}.")
        object.__setattr__(self, "tool", f"{tool.scheme}://{tool.netloc}")

    @property
    def issuer(self) -> str:
        """Who the LMS is; also its own base URL."""
        return f"http://localhost:{self.port}"

    @property
    def authorize_url(self) -> str:
        """Where the tool asks for an id_token."""
        return f"{self.issuer}/lti/authorize"

    @property
    def token_url(self) -> str:
        """Where the tool asks for an access token."""
        return f"{self.issuer}/lti/token"

    @property
    def keys_url(self) -> str:
        """Where the keys of id_tokens are published."""
        return f"{self.issuer}/lti/jwks.json"

    @property
    def configuration_url(self) -> str:
        """Where all of these are published."""
        return f"{self.issuer}/.well-known/openid-configuration"

    @property
    def registration_url(self) -> str:
        """Where a tool registers itself."""
        return f"{self.issuer}/lti/registration"

    @property
    def tool_login_url(self) -> str:
        """Where a launch begins."""
        return f"{self.tool}/lti/login"

    @property
    def tool_launch_url(self) -> str:
        """Where an id_token is sent; also the built-in tool's only redirect_uri."""
        return f"{self.tool}/lti/launch"

    @property
    def tool_keys_url(self) -> str:
        """Where the built-in tool publishes its keys."""
        return f"{self.tool}/lti/jwks.json"
