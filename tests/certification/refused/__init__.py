"""What must be refused, each with the reason that is logged and the words that are shown.

Start at known_bad.py, which is 1EdTech's list; the others are ours. A case holds for every
message type unless it says for which.
"""

from tests.certification.refused.addressees import ADDRESSEES, ADDRESSES
from tests.certification.refused.case import Refused
from tests.certification.refused.claims import FORMS, PURPOSES, SIZES
from tests.certification.refused.known_bad import KNOWN_BAD
from tests.certification.refused.tokens import ONCE, SIGNATURES, TIMES

GROUPS = {
    "1EdTech's known bad payloads": KNOWN_BAD,
    "Signatures": SIGNATURES,
    "From whom, for whom": ADDRESSEES,
    "Times": TIMES,
    "Once, in one browser": ONCE,
    "Form": FORMS,
    "Sizes": SIZES,
    "Addresses that something of ours would go to": ADDRESSES,
    "What the launch is for": PURPOSES,
}

__all__ = ["GROUPS", "Refused"]
