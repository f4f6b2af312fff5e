"""The phrasebook: everyday phrases in many languages, found whatever their case and final punctuation.

The phrases are in `phrasebook.toml`, whose head says how to extend it.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files

# What may end a phrase and is carried over, and how languages that have signs of their own write it.
FINAL = ".!?…:;。！？：؟।"
_PLAIN = str.maketrans("。！？：؟।", ".!?:?.")
_WIDE = str.maketrans(".!?:", "。！？：")
_SIGNS: Mapping[str, dict[int, int]] = {
    "ja": _WIDE,
    "zh": _WIDE,
    "ar": str.maketrans("?", "؟"),
    "el": str.maketrans("?", ";"),
    "hi": str.maketrans(".", "।"),
}

# What may stand round a phrase: quotes, brackets, the marks of headings, lists and bold type.
_BEFORE = " \t\u00a0\"'«„“‚‘‹([{#*_~>+|-–—•·"
_BEHIND = FINAL + " \t\u00a0\u202f\"'»“”’›)]}#*_~|-–—"

# French puts a space before its signs.
_SPACED_SIGNS = frozenset({"fr"})
_SPACED = re.compile(r"^\s+(?=[!?:;])")

# Regions with some forms of their own; the others are those of the language beside it.
_BASES = {"de-CH": "de", "en-GB": "en", "es-MX": "es", "fr-CA": "fr", "pt-PT": "pt-BR", "zh-HK": "zh-TW"}

# Codes whose forms are not those of their primary subtag.
_ALIASES = {
    "zh": "zh-CN",
    "zh-hans": "zh-CN",
    "zh-hant": "zh-TW",
    "zh-mo": "zh-HK",
    "pt": "pt-BR",
}

Phrase = Mapping[str, str]  # language code → form


@dataclass(frozen=True)
class Phrasebook:
    """Phrases, each a mapping of language codes to forms, in the order of their file."""

    phrases: tuple[Phrase, ...]

    @cached_property
    def languages(self) -> tuple[str, ...]:
        """The languages in the order in which a text of unknown language is looked up: English first."""
        found = dict.fromkeys(code for phrase in self.phrases for code in phrase)
        return tuple(sorted(found, key=lambda code: code != "en"))

    def language_for(self, code: str) -> str | None:
        """Find the language of the book that serves a code: itself, or for its region the language without.

        A script subtag is not dropped: "sr-Latn" is not served by the Cyrillic forms of "sr".
        """
        primary, _, subtag = code.lower().partition("-")
        for wanted in (code.lower(), _ALIASES.get(code.lower(), "").lower()):
            if wanted in self._by_lower:
                return self._by_lower[wanted]
        if not subtag or len(subtag) == len("Latn"):
            return None
        return self.language_for(primary)

    def translate(self, text: str, source: str | None, target: str) -> str | None:
        """Translate a text that is one phrase of the book, between two of its languages; else None.

        What stands round the words stays; final punctuation and case are carried over. A text found in the
        target language itself stays as it is. With no source all languages are looked up.
        """
        parts = self._parts(text)
        if parts is None:
            return None
        before, said, after = parts
        found = self._forms.get((source, _key(said)))
        if found is None:
            return None
        phrase, language = found
        if language == target:
            return text
        if target not in phrase:
            return None
        form = _in_case_of(said, phrase[language], phrase[target], target)
        if language in _SPACED_SIGNS:
            after = _SPACED.sub("", after)
        after = after.translate(_PLAIN).translate(_SIGNS.get(target.partition("-")[0], {}))
        return f"{before}{form}{after}"

    def languages_of(self, text: str) -> tuple[str, ...]:
        """Find the languages in which a text is a phrase, whatever its case and final punctuation."""
        parts = self._parts(text)
        return () if parts is None else self._speakers.get(_key(parts[1]), ())

    def _parts(self, text: str) -> tuple[str, str, str] | None:
        """What stands before the words of the text (less the opening marks of Spanish), they, and what is behind."""
        core = text.strip()
        # No text is read beyond the longest phrase; some are left for punctuation.
        if not core or len(core) > self._longest + 16:
            return None
        said = core.rstrip(_BEHIND)
        start = said.lstrip(_BEFORE)
        place = len(text) - len(text.lstrip()) + len(said) - len(start)
        said = start.lstrip("¿¡")
        return text[:place], said, text[place + len(start) :]

    @cached_property
    def _speakers(self) -> Mapping[str, tuple[str, ...]]:
        """The languages by key."""
        speakers: dict[str, tuple[str, ...]] = {}
        for language, key in self._forms:
            if language is not None:
                speakers[key] = (*speakers.get(key, ()), language)
        return speakers

    @cached_property
    def _by_lower(self) -> Mapping[str, str]:
        return {code.lower(): code for code in self.languages}

    @cached_property
    def _longest(self) -> int:
        """The length of the longest form, decomposed, in characters."""
        forms = (form for phrase in self.phrases for form in phrase.values())
        return max((len(unicodedata.normalize("NFD", form)) for form in forms), default=0)

    @cached_property
    def _forms(self) -> Mapping[tuple[str | None, str], tuple[Phrase, str]]:
        """The phrase and its language by (source, key); the source None is any language, the first wins."""
        forms: dict[tuple[str | None, str], tuple[Phrase, str]] = {}
        for language in self.languages:
            for phrase in self.phrases:
                if language in phrase:
                    forms.setdefault((language, _key(phrase[language])), (phrase, language))
                    forms.setdefault((None, _key(phrase[language])), (phrase, language))
        return forms


@cache
def load_phrasebook() -> Phrasebook:
    """Read the phrasebook of this package, once per process."""
    data = tomllib.loads(files(__package__).joinpath("phrasebook.toml").read_text(encoding="utf-8"))
    return Phrasebook(tuple(map(_with_regions, data["phrase"])))


def _with_regions(phrase: Phrase) -> Phrase:
    inherited = {region: phrase[base] for region, base in _BASES.items() if base in phrase}
    return {**phrase, **inherited, **phrase}


# The acute, which Greek capitals lack, and the vowel points of Arabic, which are written or left out.
_LEFT_OUT = dict.fromkeys([0x301, *range(0x64B, 0x653)])


def _key(form: str) -> str:
    """What two spellings of a phrase have in common."""
    if form.isascii():
        return form.casefold()
    bare = unicodedata.normalize("NFC", unicodedata.normalize("NFD", form).translate(_LEFT_OUT))
    # The dotted capital of Turkish folds to two characters, and its dotless small letter to none of them.
    return bare.replace("’", "'").replace("İ", "i").replace("ı", "i").casefold()


def _in_case_of(text: str, form: str, translated: str, target: str) -> str:
    """Write the translation in the case in which the text writes the form."""
    if text == form or not (text and translated):
        return translated
    if len(text) > 1 and text.isupper():
        return _upper(translated, target)
    if text[0].isupper() and form[0].islower():
        return _upper(translated[0], target) + translated[1:]
    # German nouns keep their capital, as do words such as "Wi-Fi".
    if text[0].islower() and form[0].isupper() and target not in ("de", "de-CH") and not translated[1:2].isupper():
        return _lower(translated[0], target) + translated[1:]
    return translated


def _upper(text: str, language: str) -> str:
    if language == "tr":
        return text.replace("i", "İ").upper()
    if language == "el":  # capitals bear no accent, but keep the diaeresis
        bare = unicodedata.normalize("NFD", text).replace("\u0301", "")
        return unicodedata.normalize("NFC", bare).upper()
    return text.upper()


def _lower(text: str, language: str) -> str:
    return text.replace("I", "ı").replace("İ", "i").lower() if language == "tr" else text.lower()
