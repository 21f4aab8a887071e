"""When an id_token is believed: pylti1p3's checks, with its holes closed.

pylti1p3 2.0.0 by itself accepts a missing `exp` or `iat`, a foreign audience beside ours,
a wrong `azp` and a foreign target_link_uri, and fetches and parses the key set anew for
every launch. Here the signature is checked with a key object that was parsed once, by
cryptography itself, as PyJWT takes several times as long; the times and the addressees are
checked as RFC 7519 has them; pylti1p3 keeps the message rules.
"""

from __future__ import annotations

import base64
from datetime import timedelta
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from pylti1p3.deployment import Deployment
from pylti1p3.exception import LtiException
from pylti1p3.message_launch import MessageLaunch
from pylti1p3.message_validators.privacy_launch import PrivacyLaunchValidator
from pylti1p3.registration import Registration as LibraryRegistration
from pylti1p3.request import Request
from pylti1p3.session import SessionService
from pylti1p3.tool_config import ToolConfAbstract
from requests import Session

from lti_tool.config import Config
from lti_tool.errors import LaunchRefused
from lti_tool.models import Registration
from lti_tool.platforms.addresses import may_call
from lti_tool.platforms.claims import CLAIM
from lti_tool.platforms.key_sets import KeySets
from lti_tool.platforms.launch import Launch, PrivacyRequest
from lti_tool.platforms.login import check_target
from lti_tool.platforms.state import Login
from lti_tool.platforms.texts import is_storable
from quizzes.db import utcnow
from quizzes.saying import say

LONGEST_ID_TOKEN = 100_000
CLOCK_SKEW = timedelta(minutes=5)
REQUIRED = ("aud", "exp", "iat", "iss", "nonce", "sub")
TIMES = ("exp", "iat", "nbf")
TEXTS = ("iss", "sub", "nonce", "jti")
NOTHING_IS_FETCHED = Session()
"""pylti1p3 makes one for each launch, which takes a while; key sets come by http.py."""


def believe(
    id_token: str, login: Login, registration: Registration, key_sets: KeySets, config: Config
) -> Launch:
    """Return the launch that an id_token proves; raises LaunchRefused with the precise reason.

    Raises PlatformUnavailable where the platform's keys cannot be had.
    """
    if len(id_token) > LONGEST_ID_TOKEN:
        raise LaunchRefused("the id_token is oversized")
    try:
        launch = _StrictLaunch(id_token, login, registration, key_sets, config)
        launch.validate()
    except LtiException as error:
        raise LaunchRefused(str(error)) from error
    return launch.launch


class _StrictLaunch(MessageLaunch):  # type: ignore[misc]
    """pylti1p3's launch, whose steps are replaced where they let too much through."""

    launch: Launch

    def __init__(
        self,
        id_token: str,
        login: Login,
        registration: Registration,
        key_sets: KeySets,
        config: Config,
    ) -> None:
        request = Request()
        super().__init__(
            *(request, _Trusted(registration), SessionService(request), object()),
            requests_session=NOTHING_IS_FETCHED,
        )
        self._id_token = id_token
        self._login = login
        self._trusted = registration
        self._key_sets = key_sets
        self._config = config

    def _get_request_param(self, key: str) -> str:
        return self._id_token if key == "id_token" else ""

    def validate(self) -> _StrictLaunch:
        """Check everything, cheapest and least revealing first; the state was checked before."""
        self._validated = True
        self.validate_jwt_format()
        self.validate_registration()
        self.validate_jwt_signature()
        self.validate_required()
        self.validate_nonce()
        self.validate_times()
        self.validate_target()
        self.launch = Launch.from_claims(self._claims)
        self.validate_addresses()
        self.validate_deployment()
        self.validate_message()
        return self

    @property
    def _claims(self) -> dict[str, Any]:
        return self._jwt["body"]  # type: ignore[no-any-return]

    def validate_jwt_format(self) -> _StrictLaunch:
        """Refuse what is no JWT of objects."""
        super().validate_jwt_format()
        if not isinstance(self._jwt["header"], dict) or not isinstance(self._claims, dict):
            raise LtiException("the id_token's parts are no JSON objects")
        if not (is_storable(self._jwt["header"]) and is_storable(self._claims)):
            raise LtiException("claims with no characters or no numbers, or nested too deeply")
        return self

    def validate_required(self) -> None:
        """Refuse a token that leaves out, or says in another type, what is to be believed."""
        for name in REQUIRED:
            if self._claims.get(name) is None:
                raise LtiException(f"no {name}")
        for name in TEXTS:
            if not isinstance(self._claims.get(name, ""), str):
                raise LtiException(f"{name} is no text")

    def get_client_id(self) -> str:
        """Return our client id if the token is for us alone, whatever else `aud` and `azp` say."""
        ours, audience, azp = (
            self._trusted.client_id,
            self._claims.get("aud"),
            self._claims.get("azp"),
        )
        audiences = audience if isinstance(audience, list) else [audience]
        if ours not in audiences or not all(isinstance(each, str) for each in audiences):
            raise LtiException(f"aud {audience!r} does not name us")
        if azp not in (None, ours) or (azp is None and len(audiences) > 1):
            raise LtiException(f"azp {azp!r} is not us")
        return ours

    def validate_jwt_signature(self) -> _StrictLaunch:
        """Check the signature with the platform's own key; RS256 and nothing else."""
        header = self._jwt["header"]
        kid = header.get("kid")
        if header.get("alg") != "RS256" or not isinstance(kid, str) or not kid:
            raise LtiException(f"alg {header.get('alg')!r}, kid {kid!r}")
        if "crit" in header:  # whoever does not know what it names must refuse it (RFC 7515)
            raise LtiException(f"crit {header['crit']!r} is not understood")
        key = self._key_sets.find(self._trusted.keys_url, kid)
        if not key:
            raise LtiException(f"the platform has no key {kid!r}")
        signed, _, signature = self._id_token.rpartition(".")
        try:
            signature_bytes = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
            key.verify(signature_bytes, signed.encode("ascii"), PKCS1v15(), SHA256())
        except (InvalidSignature, ValueError) as error:
            raise LtiException("the signature is not the platform's") from error
        return self

    def validate_nonce(self) -> _StrictLaunch:
        """The nonce must be that of this login; arrivals.py lets it in only once."""
        if self._claims["nonce"] != self._login.nonce:
            raise LtiException("the nonce is not that of this login")
        return self

    def validate_times(self) -> _StrictLaunch:
        """Refuse what ran out, or was made before it was asked for or in the future.

        Clocks may differ by five minutes.
        """
        for name in TIMES:
            if not isinstance(self._claims.get(name, 0), int | float):
                raise LtiException(f"{name} is no number")
        now, skew = utcnow().timestamp(), CLOCK_SKEW.total_seconds()
        made, ends = self._claims["iat"], self._claims["exp"]
        if ends <= now - skew:
            raise LtiException(f"expired at {ends}")
        if made < self._login.began_at.timestamp() - skew:
            raise LtiException(f"issued at {made}, before it was asked for")
        for name in ("iat", "nbf"):
            if self._claims.get(name, made) > now + skew:
                raise LtiException(f"{name} is in the future: {self._claims[name]}")
        return self

    def validate_target(self) -> _StrictLaunch:
        """The launch must be meant for an address of ours."""
        check_target(str(self._claims.get(CLAIM + "target_link_uri", "")), self._config.base_url)
        return self

    def validate_addresses(self) -> None:
        """Our tokens and answers go to these, so they must be as safe as the platform's."""
        for url in self.launch.addresses():
            if not may_call(url, self._config):
                raise LtiException(f"no https address: {url!r}")

    def validate_message(self) -> _StrictLaunch:
        """A data privacy launch need name nobody, and has two spellings; pylti1p3 knows one."""
        if isinstance(self.launch.purpose, PrivacyRequest):
            PrivacyLaunchValidator().run_common_validators(self._claims)
        else:
            super().validate_message()
        return self


class _Trusted(ToolConfAbstract):  # type: ignore[misc]
    """The one registration that this login went to, in pylti1p3's words."""

    def __init__(self, registration: Registration) -> None:
        self._trusted = registration

    def check_iss_has_one_client(self, iss: str) -> bool:  # noqa: ARG002
        return False

    def find_registration_by_params(
        self, iss: str, client_id: str, *_: Any, **__: Any
    ) -> LibraryRegistration | None:
        if iss != self._trusted.issuer:
            return None
        return LibraryRegistration().set_issuer(iss).set_client_id(client_id)

    def find_deployment_by_params(
        self,
        iss: str,  # noqa: ARG002
        deployment_id: str,
        *_: Any,
        **__: Any,
    ) -> Deployment | None:
        known = {deployment.deployment_id for deployment in self._trusted.deployments}
        # Canvas registers a tool before it deploys it anywhere: then the first one is learned here.
        if known and deployment_id not in known:
            raise LaunchRefused(
                f"unknown deployment {deployment_id!r}",
                say(
                    "This tool is not set up for this part of your LMS. Whoever runs the tool can "
                    "add the deployment “{deployment}” to the platform on the tool's admin page.",
                    deployment=deployment_id,
                ),
            )
        return Deployment().set_deployment_id(deployment_id)
