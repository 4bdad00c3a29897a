"""Every word on the pages, in Chinese and English; a page never holds a text of its own."""

from api.words import en, zh
from api.words.shape import Words

LANGUAGES: dict[str, Words] = {"zh": zh.WORDS, "en": en.WORDS}
DEFAULT = "zh"

__all__ = ["DEFAULT", "LANGUAGES", "Words", "preferred"]


def preferred(accept_language: str) -> str:
    """The language a browser asks for (RFC 9110 §12.5.4): the first it ranks among ours.

    Without a wish Chinese; for a wish we cannot fulfil English.
    """
    ranked: list[tuple[float, int, str]] = []
    for place, part in enumerate(accept_language.split(",")):
        tag, _, parameters = part.strip().partition(";")
        if tag.strip():
            ranked.append((-_quality(parameters), place, tag.strip().split("-")[0].lower()))
    wishes = [tag for weight, _, tag in sorted(ranked) if weight < 0]
    if not wishes or "*" in wishes[:1]:
        return DEFAULT
    return next((tag for tag in wishes if tag in LANGUAGES), "en")


def _quality(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
