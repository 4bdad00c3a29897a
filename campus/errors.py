"""Errors of the project, named after what the caller should do next.

Bad payloads, gaps and implausible values are not errors but findings (see `campus.finding`).
"""


class CampusError(Exception):
    """Base of every error this project raises on purpose."""


class Retry(CampusError):
    """A part is unavailable for now (store down, disk full); the same call may succeed later."""


class Refused(CampusError):
    """The input is wrong and will stay wrong; the message says what would be accepted."""


class Misconfigured(Refused):
    """The configuration is wrong; the message names file, line and key (command line: exit 2)."""
