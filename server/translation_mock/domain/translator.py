"""The fake translation: real phrases where the phrasebook has them, readable pseudo-text elsewhere.

    text → protected spans, kept exactly → between them, line by line: a phrase, else word by word

Pseudo-text has the script of the target and about the length that a translation has: "Hello world" becomes
"Ħéĺĺô ŵôřĺď" in a language of Latin script, and a transliteration elsewhere, so that a tester still reads the source.
Letters of other scripts are romanised first. What is no letter stays: digits, punctuation, white space, emoji, lone
surrogates.

A text stays as it is where the source is the target, and so where it is guessed to be: codes are compared without
their case, and regions of one language in one script are one language, a few phrases aside ("en" and "en-GB", but not
"zh-CN" and "zh-TW").

Every step reads the text from left to right a bounded number of times.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from translation_mock.domain.alphabets import writing
from translation_mock.domain.guessing import guess_language
from translation_mock.domain.lengths import is_spacing, letter_growth
from translation_mock.domain.phrasebook import Phrasebook, load_phrasebook
from translation_mock.domain.protected import protected_spans
from translation_mock.domain.pseudotext import PseudoText
from translation_openapi.supported import SupportedLists, load_supported

CHOICE = 20
"""Phrases among which a region of a picture chooses: enough that few regions of a picture say the same."""


@cache
def _shipped_lists() -> SupportedLists:
    return load_supported()


@dataclass(frozen=True)
class Translator:
    """Translates with this phrasebook; scripts are those of these lists, or of ours for a code not listed."""

    phrasebook: Phrasebook
    lists: SupportedLists

    def translate(self, text: str, source: str | None, target: str, *, is_guess: bool = False) -> str:
        """Translate a text of any length from the source language into the target; None or "auto" is guessed.

        `is_guess` says that the source is a guess already, at this text or at more: a line that is no phrase of
        that language may be one of any other. A function of its arguments and of the data alone. Never fails: a
        code that nobody lists is Latin.
        """
        if source is None or is_auto(source):
            source, is_guess = self.guess(text), True
        speaker = self._speaker(source, target, not is_guess)
        if speaker.is_silent:
            return text
        parts: list[str] = []
        done = 0
        for start, end in protected_spans(text):
            parts += (speaker.plain(text[done:start]), text[start:end])
            done = end
        parts.append(speaker.plain(text[done:]))
        return "".join(parts)

    def guess(self, text: str) -> str:
        """Guess the supported language of a text; "und" where there is nothing to go by."""
        return guess_language(text, self.lists, self.phrasebook)

    def phrase_for(self, digest: bytes, language: str | None, seed: int, letters: int | None = None) -> str:
        """Choose what a region of a picture says, by the digest of its pixels, among the phrases of its length.

        These are the CHOICE whose English forms are nearest to `letters` characters; all of them for None. In the
        given language, in pseudo-text if the phrasebook lacks it; in English for None or "auto".
        """
        spread = hashlib.sha256(b"%d:%b" % (seed, digest)).digest()
        forms = [phrase["en"] for phrase in self.phrasebook.phrases if "en" in phrase]
        if letters is not None:
            # Sorting keeps the order of the book among equals, so that no machine chooses otherwise.
            forms = sorted(forms, key=lambda form: abs(len(form) - letters))[:CHOICE]
        english = forms[int.from_bytes(spread[:8], "big") % len(forms)]
        if language is None or is_auto(language):
            return english
        return self.translate(english, "en", language)

    @cached_property
    def _speaker(self) -> Callable[[str, str, bool], "_Speaker"]:
        return lru_cache(maxsize=64)(self._make_speaker)

    def _make_speaker(self, source: str, target: str, is_told: bool) -> "_Speaker":
        book = self.phrasebook
        is_same = source.lower() == target.lower() or (
            _primary(source) == _primary(target) and self._script(source) == self._script(target)
        )
        pseudo = PseudoText(
            writing(self._script(target), _primary(target)),
            letter_growth(source, target),
            None if self._script(source) == "Latn" else letter_growth("en", target),
            is_spacing=is_spacing(source, target),
        )
        return _Speaker(
            book=book,
            # A source that the book lacks finds no phrase.
            source=book.language_for(source) or source.lower(),
            target=book.language_for(target) or target.lower(),
            is_told=is_told,
            pseudo=None if is_same else pseudo,
        )

    def _script(self, code: str) -> str:
        """The script of a language, as listed, or as its subtag says, or as listed for the primary subtag."""
        subtag = code.partition("-")[2]
        for lists in (self.lists, _shipped_lists()):
            if (language := lists.language(code)) is not None:
                return language.script
        if len(subtag) == len("Latn"):
            return subtag.title()
        for lists in (self.lists, _shipped_lists()):
            if (language := lists.language(_primary(code))) is not None:
                return language.script
        return "Latn"


@dataclass(frozen=True)
class _Speaker:
    """Says text without anything to keep in one language: phrases of the book, pseudo-text else."""

    book: Phrasebook
    source: str
    target: str
    #: Whether the source was told; if it was guessed, a line may be a phrase of any language.
    is_told: bool
    #: None: the text is in the language already.
    pseudo: PseudoText | None

    @property
    def is_silent(self) -> bool:
        """Whether every text stays as it is: regions of one language may have phrases of their own."""
        return self.is_told and self.pseudo is None and self.source == self.target

    def plain(self, text: str) -> str:
        """Say the text line by line."""
        if "\n" in text:
            return "\n".join(map(self._line, text.split("\n")))
        return self._line(text)

    def _line(self, line: str) -> str:
        if not line:
            return line
        phrase = self.book.translate(line, self.source, self.target)
        if phrase is None and not self.is_told:
            phrase = self.book.translate(line, None, self.target)
        if phrase is not None:
            return phrase
        return line if self.pseudo is None else self.pseudo.say(line)


def is_auto(code: str | None) -> bool:
    """Whether a source language is to be guessed: it was left out, or is "auto" in any case."""
    return code is None or code.lower() == "auto"


def _primary(code: str) -> str:
    return code.partition("-")[0].lower()


def make_translator(lists: SupportedLists) -> Translator:
    """The translator with the phrasebook of this package."""
    return Translator(load_phrasebook(), lists)
