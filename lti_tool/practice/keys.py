"""Tools' public keys: fetched over HTTP, kept, and fetched again for a key not yet seen."""

from threading import Lock
from typing import Any, Final

import requests
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import GuestProtocol, Key, KeySet

from lti_tool.practice.errors import NotSigned

TIMEOUT: Final = 5  # seconds


class ToolKeys:
    """A cache of the key sets at tools' addresses; it may be asked from several threads."""

    def __init__(self) -> None:
        self._sets: dict[str, KeySet] = {}
        self._lock = Lock()

    def read(self, token: str, url: str) -> dict[str, Any]:
        """Return the claims of a JWT that was signed with a key published at `url`.

        Raises NotSigned, also where the tool does not answer with a key set.
        """

        def named_key(signed: GuestProtocol) -> Key:
            if not isinstance(kid := signed.headers().get("kid"), str):
                raise NotSigned("The JWT's header must name its key: kid.")
            return self.find(url, kid)

        try:
            return jwt.decode(token, named_key, algorithms=["RS256"]).claims
        except (JoseError, ValueError) as error:
            raise NotSigned(f"The JWT's signature: {error}") from error

    def find(self, url: str, kid: str) -> Key:
        """Return the key named `kid`, looking it up at the tool if it is new; or InvalidKeyIdError.

        Raises NotSigned when the tool does not answer with a key set.
        """
        with self._lock:
            try:
                return self._sets.get(url, KeySet([])).get_by_kid(kid)
            except InvalidKeyIdError:
                self._sets[url] = fetch(url)
            return self._sets[url].get_by_kid(kid)


def fetch(url: str) -> KeySet:
    """Read the key set at `url`."""
    with requests.Session() as session:
        session.trust_env = False  # the tool is on this machine, never behind a proxy
        try:
            answer = session.get(url, timeout=TIMEOUT, allow_redirects=False)
            answer.raise_for_status()
            return KeySet.import_key_set(answer.json())
        except (requests.RequestException, JoseError, KeyError, TypeError, ValueError) as error:
            raise NotSigned(f"No key set could be read at {url}.") from error
