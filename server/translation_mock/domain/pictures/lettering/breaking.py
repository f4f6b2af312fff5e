"""Where a text may be broken into lines."""

import unicodedata

from translation_mock.domain.pictures.lettering.clusters import clusters

NOT_FIRST = frozenset(
    "、。，．・：；？！…‥ー々ゝゞヽヾ」』）】》〉〕〗’”)]},.:;?!%ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ℃％～〜"
)
"""What does not begin a line in Japanese and Chinese (kinsoku; JIS X 4051, GB/T 15834)."""
NOT_LAST = frozenset("「『（【《〈〔〖‘“([{￥＄￡#＃")
"""What does not end a line there."""
THAI_FIRST = frozenset("เแโใไ")
"""Thai vowels that are written before the consonant after which they sound."""
THAI_AFTER = frozenset("ะาำๅๆฯ")
"""Thai vowels and signs that stand after their consonant and stay with it."""
HYPHENS = frozenset("-‐–—")


def breakable(text: str) -> list[str]:
    """Cut a text into the pieces of which lines may be made; joined they are the text.

    A piece ends after spaces and after a hyphen within a word. Chinese and Japanese may be broken between any two
    characters but for punctuation that must not begin or end a line; Korean is broken at its spaces, as its
    readers prefer. Thai has no spaces between words and is broken between its letter clusters, for want of a
    dictionary.
    """
    letters = list(clusters(text))
    pieces: list[str] = []
    start = 0
    for place in range(1, len(letters)):
        if _may_break(letters[place - 1], letters[place], letters[place - 2] if place > 1 else ""):
            pieces.append("".join(letters[start:place]))
            start = place
    return [*pieces, "".join(letters[start:])] if letters else []


def _may_break(before: str, after: str, earlier: str) -> bool:
    """Whether a line may end between two letters; `earlier` is the one that stands before both."""
    first, last = after[0], before[0]
    if first.isspace():
        return False
    if last.isspace():
        return True
    if last in HYPHENS:
        return earlier[:1].isalpha() and first.isalpha()
    if first in NOT_FIRST or last in NOT_LAST:
        return False
    if _is_thai(last) and _is_thai(first):
        return last not in THAI_FIRST and first not in THAI_AFTER
    return _is_ideographic(last) or _is_ideographic(first)


def _is_thai(character: str) -> bool:
    return "\u0e00" <= character <= "\u0e7f"


def _is_ideographic(character: str) -> bool:
    """Whether it is a Chinese character or a kana, or punctuation as wide as those."""
    if "\uff00" <= character <= "\uff60":
        return True
    is_hangul = unicodedata.name(character, "").startswith("HANGUL")
    return unicodedata.east_asian_width(character) == "W" and not is_hangul
