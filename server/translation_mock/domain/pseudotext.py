"""Pseudo-text: words that look like the target language, are as long as its words, and can still be read.

Each word is spelled in Latin letters, brought to its new length and written in the target's script. A word becomes
longer by vowels said twice ("wöörd"), shorter without the vowels and consonants inside it ("wrd"). The length of a
word depends on that word alone, so that a word reads alike wherever it stands; whether it is rounded up or down is
drawn by lot from its letters, so that over many words the length comes out as `lengths` has it.
"""

import re
import unicodedata
import zlib
from collections.abc import Callable
from itertools import groupby

from translation_mock.domain.alphabets import Writing
from translation_mock.domain.romanising import romanised

_INDIC = "".join(
    f"\\u{block:04x}-\\u{block + 3:04x}\\u{block + 0x3C:04x}\\u{block + 0x3E:04x}-\\u{block + 0x4D:04x}"
    f"\\u{block + 0x51:04x}-\\u{block + 0x57:04x}\\u{block + 0x62:04x}\\u{block + 0x63:04x}"
    for block in range(0x900, 0xD80, 0x80)
)
_MARKS = (
    r"\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    r"\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0e31\u0e34-\u0e3a\u0e47-\u0e4e\u0eb1\u0eb4-\u0ebc"
    r"\u0ec8-\u0ece\u0d81-\u0d83\u0dca-\u0ddf\u0f71-\u0f84\u0f90-\u0fbc\u102b-\u103e\u1056-\u1059\u17b4-\u17d3"
    r"\u1dc0-\u1dff\u3099\u309a" + _INDIC
)
_LETTER = r"[^\W\d_\u2139]"  # U+2139 is a letter to Unicode and a sign, often an emoji, to everybody else

# Letters of scripts that put no space between words: Thai, Lao, Myanmar, Khmer, kana, Chinese characters.
_UNSPACED = (
    r"[\u0e01-\u0eff\u1000-\u109f\u1780-\u17ff\u3005\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff"
    r"\U00020000-\U0003ffff]"
)

#: The longest stretch of letters that is one word; what is longer, as in scripts without spaces, is read in stretches.
LONGEST = 48
WORD = re.compile(rf"({_LETTER}(?:{_LETTER}|[{_MARKS}]){{0,{LONGEST - 1}}}+)")

#: How many letters of a script without spaces become one word of a language with spaces.
PER_WORD = 4
_LOOSE_WORD = re.compile(
    rf"((?:(?={_UNSPACED}){_LETTER}[{_MARKS}]*+){{1,{PER_WORD}}}+"
    rf"|(?!{_UNSPACED}){_LETTER}(?:(?!{_UNSPACED}){_LETTER}|[{_MARKS}]){{0,{LONGEST - 1}}}+)"
)
_AFTER_LATIN = "\u0250"
_WIDE_SIGNS = tuple("、。，．！？：；")


class PseudoText(dict[str, str]):
    """The words said so far: a table that makes what it lacks.

    `letter_growth` is what the number of letters is multiplied by, `latin_growth` that of the Latin letters where these
    are of another language than the text, such as names in a Japanese text. With `is_spacing` a text without spaces
    is given some: every few letters, where the script changes, and behind its punctuation.
    """

    # When a table is full it begins anew, so that no text makes it grow without end.
    KEPT = 2048

    def __init__(
        self, writing: Writing, letter_growth: float, latin_growth: float | None = None, *, is_spacing: bool = False
    ) -> None:
        super().__init__()
        self._writing = writing
        self._growth = letter_growth / writing.width
        self._latin_growth = self._growth if latin_growth is None else latin_growth / writing.width
        self._is_spacing = is_spacing

    def __missing__(self, word: str) -> str:
        said = self._said(word)
        if len(self) >= self.KEPT:
            self.clear()
        self[word] = said
        return said

    def say(self, text: str) -> str:
        """Say all words of a text; what is no letter stays. No word becomes none."""
        parts = (_LOOSE_WORD if self._is_spacing else WORD).split(text)
        parts[1::2] = map(self.__getitem__, parts[1::2])
        if self._is_spacing:
            parts[2:-1:2] = [f"{gap} " if not gap or gap.endswith(_WIDE_SIGNS) else gap for gap in parts[2:-1:2]]
        return "".join(parts)

    def _said(self, word: str) -> str:
        if not word.isalpha():  # to a regular expression "Ⅳ" and "²" are letters, too
            runs = groupby(word, key=lambda part: unicodedata.category(part)[0] in "LM")
            return "".join(self._said_letters("".join(run)) if is_word else "".join(run) for is_word, run in runs)
        return self._said_letters(word)

    def _said_letters(self, word: str) -> str:
        spelled = "".join(letter if (said := romanised(letter)) is None else said for letter in word)
        is_shouted = len(word) > 1 and word.isupper()
        pieces = self._writing.pieces(spelled.upper() if is_shouted else spelled)
        if not pieces:  # marks of a letter that is not here
            return word
        missing = self._length(word) - len(pieces)
        if missing < 0:
            pieces = self._shortened(pieces, -missing)
        elif missing > 0:
            pieces = self._lengthened(pieces, missing, str if is_shouted else str.lower)
        return self._writing.write(pieces)

    def _length(self, word: str) -> int:
        """How many pieces the word is to have: at least one."""
        lot = zlib.crc32(word.lower().encode("utf-8", "surrogatepass")) / 2**32
        growth = self._latin_growth if word[0] < _AFTER_LATIN else self._growth
        return max(1, int(len(word) * growth + lot))

    def _shortened(self, pieces: list[str], surplus: int) -> list[str]:
        """Drop some, but never the first; the last goes last, before it from the right what is worth least."""
        inner = range(len(pieces) - 2, 0, -1)
        order = [*sorted(inner, key=lambda place: self._writing.worth(pieces[place])), len(pieces) - 1]
        gone = frozenset(order[:surplus])
        return [piece for place, piece in enumerate(pieces) if place not in gone]

    def _lengthened(self, pieces: list[str], missing: int, cased: Callable[[str], str]) -> list[str]:
        """Say vowels again, evenly, those in front once more; where there are none, the last piece."""
        echoes = {place: echo for place, piece in enumerate(pieces) if (echo := self._writing.echo(piece))}
        echoes = echoes or {len(pieces) - 1: pieces[-1]}
        each, more = divmod(missing, len(echoes))
        times = {place: each + (number < more) for number, place in enumerate(echoes)}
        return [
            said
            for place, piece in enumerate(pieces)
            for said in (piece, *([cased(echoes[place])] * times[place] if place in echoes else ()))
        ]
