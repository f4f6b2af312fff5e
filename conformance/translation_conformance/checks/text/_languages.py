"""Which way languages run, as far as nobody doubts it."""

from collections.abc import Iterable

# Codes whose usual script runs from right to left, and some whose script never does.
# Languages written both ways (Azerbaijani, Kurdish, Punjabi, ...) are in neither.
RIGHT_TO_LEFT = frozenset({"ar", "he", "iw", "fa", "ur", "yi", "ps", "sd", "ug", "dv"})
LEFT_TO_RIGHT = frozenset(
    {
        *("en", "fr", "de", "es", "it", "pt", "nl", "pl", "ru", "uk", "el", "tr", "cs", "sv", "da", "fi", "no"),
        *("hi", "th", "vi", "ja", "ko", "zh", "id", "hu", "ro", "bg"),
    }
)


def in_its_usual_script(code: str) -> str:
    """The language of *code*; nothing where a script of four letters is named, which may be another one."""
    language, _, rest = code.lower().partition("-")
    return "" if len(rest) == 4 else language


def runs_from_right_to_left(code: str) -> bool | None:
    """Whether *code* is of a language that does; None where that is not known here."""
    language = in_its_usual_script(code)
    if language not in RIGHT_TO_LEFT | LEFT_TO_RIGHT:
        return None
    return language in RIGHT_TO_LEFT


def unlike_printed(codes: Iterable[str]) -> str:
    """Of *codes* one that runs from right to left; without one, any that is not of a printed language, or fr."""
    others = sorted(codes, key=lambda code: not runs_from_right_to_left(code))
    return next((code for code in others if code.lower().partition("-")[0] not in ("en", "fr")), "fr")
