"""What a topic pattern may look like: MQTT filters, with {names} capturing one level."""

import re
from collections.abc import Iterator

MAX_BYTES = 65_535
_NAME = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def topic_problem(pattern: str) -> tuple[str, str] | None:
    """(what is wrong, what would be accepted) with a topic filter or pattern, or None when it is fine."""
    return next(_problems(pattern), None)


def _problems(pattern: str) -> Iterator[tuple[str, str]]:
    if found := re.search("[／＃＋｛｝“”]", pattern):
        yield f"{pattern!r} has a full-width {found[0]}", "write / # + { } and quotes in plain characters"
    if "\0" in pattern or len(pattern.encode()) > MAX_BYTES:
        yield "the topic has a null character or is too long", f"at most {MAX_BYTES} bytes"
    if pattern != pattern.strip():
        yield f"{pattern!r} begins or ends with a space", "remove it"
    levels = pattern.split("/")
    if "#" in pattern and (pattern.count("#") > 1 or levels[-1] != "#"):
        yield f"{pattern!r} uses # elsewhere than as the last level", "write it as acme/# at the end"
    if any("+" in level and level != "+" for level in levels):
        yield f"{pattern!r} uses + as part of a level", "+ stands alone between slashes, as in acme/+/up"
    if any(("{" in level or "}" in level) and not _NAME.fullmatch(level) for level in levels):
        yield (
            f"{pattern!r} has braces that are not one level",
            "write one name in them: a/{device}/up",
        )
    names = _NAME.findall(pattern)
    if len(set(names)) < len(names):
        yield f"{pattern!r} captures one name twice", "give each {name} its own word"


def covers(subscribed: str, pattern: str) -> bool:
    """Whether a topic filter delivers everything a pattern can match; {names} count as +."""
    ours = ["+" if _NAME.fullmatch(level) else level for level in subscribed.split("/")]
    theirs = ["+" if _NAME.fullmatch(level) else level for level in pattern.split("/")]
    if pattern.startswith("$") and ours[0] in {"#", "+"}:
        return False
    for at, level in enumerate(ours):
        if level == "#":
            return True
        if at >= len(theirs) or theirs[at] == "#" or level not in {"+", theirs[at]}:
            return False
    return len(ours) == len(theirs)
