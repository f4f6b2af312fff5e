"""The fake translation: real phrases where the phrasebook has them, readable pseudo-text elsewhere.

    text → protected spans, kept byte for byte → between them, line by line: a phrase, else letter by letter

Pseudo-text has the script of the target: "Hello world" becomes "Ħéĺĺô ŵôřĺď" in a language of Latin script,
and a transliteration elsewhere, so that a tester still reads the source. Letters of other scripts are
romanised first. What is no letter stays: digits, punctuation, white space, emoji, controls, lone surrogates.

Every step reads the text from left to right once.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from translation_mock.domain.phrasebook import Phrasebook, load_phrasebook
from translation_mock.domain.protected import protected_spans
from translation_mock.domain.pseudotext import Letters, alphabet, with_final_letters
from translation_openapi.supported import SupportedLists, load_supported


@cache
def _shipped_lists() -> SupportedLists:
    return load_supported()


@dataclass(frozen=True)
class Translator:
    """Translates with this phrasebook; scripts are those of these lists, or of ours for a code not listed."""

    phrasebook: Phrasebook
    lists: SupportedLists

    def translate(self, text: str, source: str | None, target: str) -> str:
        """Translate a text of any length from the source language (None or "auto": any) into the target.

        A function of its arguments and of the data alone. Never fails: a code that nobody lists is Latin.
        """
        if source is not None and source.lower() == target.lower():
            return text
        known_source = source if source is not None and source.lower() != "auto" else None
        speaker = self._speaker(known_source, target)
        parts: list[str] = []
        done = 0
        for start, end in protected_spans(text):
            parts += (speaker.plain(text[done:start]), text[start:end])
            done = end
        parts.append(speaker.plain(text[done:]))
        return "".join(parts)

    def phrase_for(self, digest: bytes, language: str | None, seed: int) -> str:
        """Choose what a region of a picture says, by the digest of its pixels.

        In the given language, in pseudo-text if the phrasebook lacks it; in English for None or "auto".
        """
        spread = hashlib.sha256(b"%d:%b" % (seed, digest)).digest()
        phrases = [phrase for phrase in self.phrasebook.phrases if "en" in phrase]
        english = phrases[int.from_bytes(spread[:8], "big") % len(phrases)]["en"]
        if language is None or language.lower() == "auto":
            return english
        return self.translate(english, "en", language)

    @cached_property
    def _speaker(self) -> Callable[[str | None, str], "_Speaker"]:
        return lru_cache(maxsize=256)(self._make_speaker)

    def _make_speaker(self, source: str | None, target: str) -> "_Speaker":
        book = self.phrasebook
        return _Speaker(
            book=book,
            # A source that the book lacks finds no phrase; None would look the text up in all languages.
            source=source if source is None else book.language_for(source) or source,
            target=book.language_for(target),
            letters=self._letters(target),
        )

    @cached_property
    def _letters(self) -> Callable[[str], Letters]:
        return lru_cache(maxsize=128)(lambda code: Letters(alphabet(self._script(code), _primary(code))))

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
    source: str | None
    target: str | None
    letters: Letters

    def plain(self, text: str) -> str:
        """Say the text line by line."""
        if "\n" in text:
            return "\n".join(map(self._line, text.split("\n")))
        return self._line(text)

    def _line(self, line: str) -> str:
        if not line:
            return line
        if self.target is not None:
            phrase = self.book.translate(line, self.source, self.target)
            if phrase is not None:
                return phrase
        # A text of nothing but dropped marks stays, so that no text is translated into none.
        return with_final_letters(line.translate(self.letters)) or line


def _primary(code: str) -> str:
    return code.partition("-")[0].lower()


def make_translator(lists: SupportedLists) -> Translator:
    """The translator with the phrasebook of this package."""
    return Translator(load_phrasebook(), lists)
