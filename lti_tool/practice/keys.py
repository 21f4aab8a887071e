"""The tool's public keys: fetched over HTTP, kept, and fetched again for a key not yet seen."""

from threading import Lock
from typing import Final

import requests
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import Key, KeySet

from lti_tool.practice.errors import KeySetUnavailable

TIMEOUT: Final = 5  # seconds


class ToolKeys:
    """A cache of the key set at one address; it may be asked from several threads."""

    def __init__(self, url: str) -> None:
        self.url = url
        self._keys = KeySet([])
        self._lock = Lock()

    def find(self, kid: str) -> Key:
        """Return the key named `kid`, looking it up at the tool if it is new; or InvalidKeyIdError.

        Raises KeySetUnavailable when the tool does not answer with a key set.
        """
        with self._lock:
            try:
                return self._keys.get_by_kid(kid)
            except InvalidKeyIdError:
                self._keys = fetch(self.url)
            return self._keys.get_by_kid(kid)


def fetch(url: str) -> KeySet:
    """Read the key set at `url`."""
    with requests.Session() as session:
        session.trust_env = False  # the tool is on this machine, never behind a proxy
        try:
            answer = session.get(url, timeout=TIMEOUT, allow_redirects=False)
            answer.raise_for_status()
            return KeySet.import_key_set(answer.json())
        except (requests.RequestException, JoseError, KeyError, TypeError, ValueError) as error:
            raise KeySetUnavailable(f"No key set could be read at {url}.") from error
