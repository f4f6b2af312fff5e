"""Letters with the marks that belong to them."""

import unicodedata
from collections.abc import Iterator

JOINERS = "\u200c\u200d"
"""Zero width non-joiner and joiner: they stand between letters and change their forms."""


def clusters(text: str) -> Iterator[str]:
    """The letters of a text, each with its combining marks and joiners.

    This is the core of the extended grapheme clusters of Unicode's UAX 29; signs that a joiner ties into one
    coloured picture are a cluster each, as no font here has such pictures.
    """
    start = 0
    for place in range(1, len(text)):
        if not continues(text[place]):
            yield text[start:place]
            start = place
    if text:
        yield text[start:]


def continues(character: str) -> bool:
    """Whether a character belongs to the letter before it."""
    return unicodedata.category(character) in MARKS or character in JOINERS


MARKS = frozenset({"Mn", "Mc", "Me"})
"""Categories of combining marks."""
