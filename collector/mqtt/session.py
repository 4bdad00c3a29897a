"""Judging what a broker said or did: pure decisions, so that no reconnect war starts by accident."""

from dataclasses import dataclass
from enum import Enum

from campus.errors import CampusError

TAKEN_OVER = 0x8E
UNSUPPORTED_VERSION = 0x84
WRONG_CREDENTIALS = frozenset({0x86, 0x87, 0x8C})
WRONG_CLIENT_ID = 0x85
SHORT_S = 2.0
SHORT_IN_A_ROW = 6
SILENT_IN_A_ROW = 2


class Ousted(CampusError):
    """Another client uses our client id: go away, do not fight."""


class Verdict(Enum):
    """What to do after a refused connection."""

    LATER = "try again later"
    OLDER_PROTOCOL = "try MQTT 3.1.1"
    CREDENTIALS = "the broker does not accept user name and password"
    CLIENT_ID = "the broker does not accept the client id"


def refused(reason: int) -> Verdict:
    """What a CONNACK reason code (MQTT 5 numbering) asks for."""
    if reason == UNSUPPORTED_VERSION:
        return Verdict.OLDER_PROTOCOL
    if reason in WRONG_CREDENTIALS:
        return Verdict.CREDENTIALS
    return Verdict.CLIENT_ID if reason == WRONG_CLIENT_ID else Verdict.LATER


@dataclass(slots=True)
class Drops:
    """Recognises a session that was taken over where the broker does not say so.

    MQTT 3.1.1 has no word for it, and mosquitto 2.0 hangs up without a word in MQTT 5 too. A client that
    is thrown out again and again right after it got in, by a broker that is there all the time, shares
    its id with another one.
    """

    _short: int = 0
    _silent: int = 0

    def unreachable(self) -> None:
        """The broker itself was away: whatever came before has another explanation."""
        self._short = 0

    def dropped(self, lasted_s: float) -> bool:
        """An accepted connection ended; True when it looks like another client with our id."""
        self._short = self._short + 1 if lasted_s < SHORT_S else 0
        self._silent = 0
        return self._short >= SHORT_IN_A_ROW

    def silent(self) -> bool:
        """The broker hung up without an answer; True when MQTT 3.1.1 should be tried."""
        self._silent += 1
        if self._silent < SILENT_IN_A_ROW:
            return False
        self._silent = 0
        return True


def ousted(client_id: str) -> Ousted:
    """The words for both ways in which it shows."""
    return Ousted(
        f"another client connected with our client id {client_id!r}; two collectors must not share one. "
        "Stop the other one, or give this one its own broker.client_id (with broker.share for shared load)"
    )
