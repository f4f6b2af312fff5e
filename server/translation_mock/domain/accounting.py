"""What a text or a picture counts: the one written rule of words, tokens, credits and direction.

Words
    The runs of characters between white space. Scripts that are written without spaces are counted inside
    a run: a Han, Hiragana or Katakana character is one word, and every four characters begun of Thai, Lao,
    Khmer or Myanmar, stretch by stretch, are one word. What stands beside such characters in the run is a
    word if it has a letter or a digit. "hello world" is 2 words, "こんにちは" is 5, "Pythonを学ぶ。" is 4.
Tokens
    The bytes of the text in UTF-8, divided by four, rounded up: "hello world" is 3 tokens.
Credits of a picture
    The tokens of all its recognised texts, each text rounded up by itself; at least 1, even without any text.
Direction
    The one that the supported lists give for the language; a code that is not listed has that of its script
    subtag ("az-Arab"), else of its primary subtag ("ar-XX"), else it is left to right.

Text and image API count alike, in linear time. Any `str` is counted: a lone surrogate is three bytes.
"""

import re
from collections.abc import Iterable

from translation_openapi.supported import SupportedLists

BYTES_PER_TOKEN = 4

_ONE_EACH = (
    r"\u2e80-\u2fd5\u3005\u3007\u3021-\u3029\u3038-\u303b\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"  # Han
    r"\U00020000-\U0003ffff"  # Han, the supplementary planes
    r"\u3041-\u3096\u309d-\u309f\u30a1-\u30fa\u30fc-\u30ff\u31f0-\u31ff\uff66-\uff9d"  # Hiragana, Katakana
    r"\U0001aff0-\U0001affe\U0001b000-\U0001b167"  # the same, in another plane
)
_VOICED = r"\u3099\u309a\uff9e\uff9f"  # marks that belong to the kana before them
_FOUR_EACH = (
    r"\u0e01-\u0e3a\u0e40-\u0e5b\u0e80-\u0eff"  # Thai, Lao
    r"\u1780-\u17ff\u19e0-\u19ff\u1000-\u109f\ua9e0-\ua9ff\uaa60-\uaa7f"  # Khmer, Myanmar
)

# Each alternative begins with other characters than the rest, and takes all it can: nothing is read twice.
_PIECE = re.compile(f"([{_ONE_EACH}][{_VOICED}]*+|[{_FOUR_EACH}]{{1,4}}+)|[^{_ONE_EACH}{_FOUR_EACH}]++")

_RTL_SCRIPTS = frozenset({"Adlm", "Arab", "Hebr", "Mand", "Nkoo", "Rohg", "Samr", "Syrc", "Thaa"})


def count_words(text: str) -> int:
    """Count the words of the text; 0 for white space alone."""
    runs = text.split()
    if text.isascii():
        return len(runs)
    return sum(1 if run.isascii() else _words_in_run(run) for run in runs)


def count_tokens(text: str) -> int:
    """Count the tokens of the text; 0 for no text."""
    size = len(text) if text.isascii() else len(text.encode("utf-8", "surrogatepass"))
    return -(-size // BYTES_PER_TOKEN)


def credits_for(texts: Iterable[str]) -> int:
    """Count the credits of a picture with these recognised texts, 1 or more."""
    return max(1, sum(map(count_tokens, texts)))


def is_rtl(code: str, lists: SupportedLists) -> bool:
    """Whether the language of this code is written from right to left."""
    primary, _, subtag = code.partition("-")
    if (language := lists.language(code)) is not None:
        return language.is_rtl
    if len(subtag) == len("Arab"):
        return subtag.title() in _RTL_SCRIPTS
    return (language := lists.language(primary)) is not None and language.is_rtl


def _words_in_run(run: str) -> int:
    """Count the words of characters without white space, of any script; at least 1."""
    pieces = _PIECE.finditer(run)
    return max(1, sum(piece[1] is not None or any(map(str.isalnum, piece[0])) for piece in pieces))
