"""The fake translation: real phrases where the phrasebook has them, readable pseudo-text elsewhere.

    text → protected spans, kept byte for byte → between them, line by line: a phrase, else letter by letter

Pseudo-text has the script of the target: "Hello world" becomes "Ħéĺĺô ŵôřĺď" in a language of Latin script,
and a transliteration elsewhere, so that a tester still reads the source. Letters of other scripts are
romanised first. What is no letter stays: digits, punctuation, white space, emoji, controls, lone surrogates.

Every step reads the text from left to right once. The patterns take all they can (possessive) and begin only
where a run begins, so that no text makes them read a stretch more than a few times.
"""

import hashlib
import re
import unicodedata
import zlib
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache

from translation_openapi.supported import SupportedLists, load_supported

from .phrasebook import Phrasebook, load_phrasebook

LETTERS = "abcdefghijklmnopqrstuvwxyz"

# ---- What is kept: placeholders, markup, addresses, numbers ------------------------------------------------

_URL = r"[^\s<>\"`\u3000-\u303f\uff01-\uff0f\uff1a-\uff20]"  # ends at white space, quotes and wide punctuation
_TAG_REST = r"""(?:[^<>"']*+(?:(?:"[^"<]*+"|'[^'<]*+')[^<>"']*+)*+>|[^<>]*+>)"""
_WORDLIKE = r"0-9A-Za-z\u00c0-\u052f_"  # Latin, Greek and Cyrillic: "はa@b.jp" begins at the a

PROTECTED = re.compile(
    rf"""
      (?P<brace> \{{ (?= \s*+ (?: [{{%\#] | [\w.$@\-]*+ \s*+ [}},:!|\[(=?] ) ) )  # {{name}}, ICU blocks
    | (?P<ticks> `++ )  # Markdown code
    | (?P<comment> <!-- )
    | < (?P<raw> (?i: script | style | code ) ) \b {_TAG_REST} (?<! /> )  # with all up to its end tag
    | < [/]? [A-Za-z] {_TAG_REST}
    | < [!?] [^<>]*+ >
    | & (?: [A-Za-z][A-Za-z0-9]{{1,31}} | \# [0-9]{{1,7}} | \# [xX] [0-9A-Fa-f]{{1,6}} ) ;
    | % (?: \(\w++\) )?+ (?: [0-9]++ \$ )?+ [-+\#0]*+ (?: [0-9]++ | \* )?+ (?: \. (?: [0-9]++ | \* )?+ )?+
        (?: hh? | ll? | [qjztL] )?+ [diouxXeEfFgGaAcCsSrpn@]  # printf
    | \$ [A-Za-z_] \w*+  # $name
    | \] \( (?: [^()\[\]\n]++ | \( [^()\[\]\n]*+ \) )*+ \)  # ](target "title")
    | (?<! [A-Za-z0-9+.\-] ) [A-Za-z] [A-Za-z0-9+.\-]*+ :// {_URL}++
    | \b (?: mailto | tel | sms | data | urn | javascript ) : {_URL}++
    | (?<! [{_WORDLIKE}.%+\-] ) [{_WORDLIKE}.%+\-]*+ @ [{_WORDLIKE}\-]++ (?: \. [{_WORDLIKE}\-]++ )*+
    | (?<! [\w.\-] ) www\. {_URL}++
    | (?<! [\w.\-] ) (?: [A-Za-z0-9\-]++ \. )++ (?: com|org|net|edu|gov|dev|io ) (?! [\w\-] )
        (?: [/?\#:] {_URL}*+ )?+
    | (?<! [A-Za-z0-9_] ) (?: 0 [xX] [0-9A-Fa-f]++ | [0-9]++ [eE] [+\-]? [0-9]++ ) \b
    """,
    re.VERBOSE,
)

# A text without any of these has nothing to keep.
_HINT = re.compile(r"[{<%&`@$0-9.]|://|\]\(|:\S")


def protected_spans(text: str) -> Iterator[tuple[int, int]]:
    """Find the spans (start, end) that no translation may touch, from left to right, none overlapping."""
    if not _HINT.search(text):
        return
    ends = _Ends(text)
    position = 0
    while (found := PROTECTED.search(text, position)) is not None:
        end = ends.of(found)
        position = found.end() if end is None else end
        if end is not None:
            yield found.start(), end


@dataclass(frozen=True)
class _Ends:
    """Where the spans of one text end; each table is made once, when it is first needed."""

    text: str

    def of(self, found: re.Match[str]) -> int | None:
        """Find the end of what begins here; None if it has none, and so is ordinary text."""
        kind = found.lastgroup
        if kind == "brace":
            return self._braces.get(found.start())
        if kind == "ticks":
            return self._ticks.get(found.start())
        if kind == "comment":
            return self.text.index("-->", found.end()) + 3 if found.end() <= self._last_comment_end else None
        if kind == "raw":
            closings = self._closings[found[kind].lower()]
            after = bisect_left(closings, found.end())
            return closings[after] if after < len(closings) else found.end()
        return found.end()

    @cached_property
    def _last_comment_end(self) -> int:
        return self.text.rfind("-->")

    @cached_property
    def _closings(self) -> Mapping[str, list[int]]:
        """The starts of the end tags by their name, ascending."""
        starts: dict[str, list[int]] = {"script": [], "style": [], "code": []}
        for tag in re.finditer(r"</(script|style|code)\b", self.text, re.IGNORECASE | re.ASCII):
            starts[tag[1].lower()].append(tag.start())
        return starts

    @cached_property
    def _braces(self) -> Mapping[int, int]:
        """The end of each balanced block by its start."""
        opened: list[int] = []
        ends: dict[int, int] = {}
        for brace in re.finditer(r"[{}]", self.text):
            if brace[0] == "{":
                opened.append(brace.start())
            elif opened:
                ends[opened.pop()] = brace.end()
        return ends

    @cached_property
    def _ticks(self) -> Mapping[int, int]:
        """The end of the code that a run of backticks opens: the next run of the same length."""
        later: dict[int, int] = {}
        ends: dict[int, int] = {}
        for run in reversed(list(re.finditer(r"`++", self.text))):
            if (length := len(run[0])) in later:
                ends[run.start()] = later[length]
            later[length] = run.end()
        return ends


# ---- Pseudo-text: alphabets for the Latin letters a to z ---------------------------------------------------

_ALPHABETS: Mapping[str, str] = {
    "Arab": "ابكديفغهيجكلمنوبقرستوفوخيز",
    "Cyrl": "абкдефгхийклмнопкрстуввхыз",
    "Deva": "अबकदएफगहइजकलमनओपखरसतउवभषयझ",
    "Geor": "აბცდეფგჰიჯკლმნოპქრსტუვვხყზ",
    "Grek": "αβκδεφγχιζκλμνοπκρστυβωξυζ",
    "Hans": "阿布克德埃弗格赫伊杰克尔姆恩奥普丘尔斯特乌维武希耶兹",
    "Hant": "阿布克德埃弗格赫伊傑克爾姆恩奧普丘爾斯特烏維武希耶茲",
    "Hebr": "אבקדעפגהיזכלמנופקרסטוווחיז",
    "Jpan": "アブクドエフグヒイジクルムンオプキルストウヴワシヤズ",
    "Kore": "아브크드에프그흐이즈크르므느오프쿠르스트우브와시야즈",
    "Thai": "าบคดเฟกหิจกลมนโปฆรสตุวฟษยซ",
}
_SAME_SCRIPT = {"Hang": "Kore", "Hani": "Hans", "Hira": "Jpan", "Kana": "Jpan"}


def _pairs(row: str) -> dict[str, str]:
    """Read "key value key value ..." as a table."""
    words = row.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Letters by which a language of Latin script is known; each stands for its base letter in the pseudo-text.
_TYPICAL = _pairs(
    """
    az çğıöşü  ca àçèíŀòú  cs áčďéěíňóřšťůýž  cy âêîôŵŷ  da åø  de äöü  es áéíñóú  et äõöüšž  fi äöåšž
    fr àçéîôù  ga áéíóú  hr čđšž  hu áéíőű  is áéíóúýð  it àèìòù  lt ąčęįšųž  lv āčēģīķļņšūž  mt ċġħż
    nb åøé  nl áëïöü  pl ąćęłńóśż  pt ãçéíõú  ro ăâîșț  sk áčďéíľňôŕšťúýž  sl čšž  sq çë  sv åäö
    tr âçğıöşü  vi ăđêìơư
    """
)

# Letters that a language of Cyrillic or Arabic script has of its own, by the Latin letter they stand for.
_OWN: Mapping[str, Mapping[str, str]] = {
    "be": _pairs("i і w ў"),
    "bg": _pairs("c ц y ъ"),
    "fa": _pairs("c چ e ی g گ i ی j ژ k ک p پ y ی"),
    "kk": _pairs("a ә g ғ i і n ң o ө q қ u ү"),
    "ky": _pairs("n ң o ө u ү"),
    "mk": _pairs("g ѓ j ј k ќ y и z ѕ"),
    "mn": _pairs("o ө u ү"),
    "ps": _pairs("g ګ n ڼ p پ r ړ t ټ"),
    "sd": _pairs("b ٻ d ڊ g ڳ n ڻ p پ t ٽ"),
    "sr": _pairs("c ћ d ђ j ј l љ n њ y и"),
    "tg": _pairs("g ғ i ӣ j ҷ q қ u ӯ y й"),
    "uk": _pairs("e є g ґ i і y ї"),
    "ur": _pairs("c چ d ڈ e ے g گ i ی k ک p پ r ڑ t ٹ y ی"),
}

# Letters that look like a letter; all are in Latin-1 and Latin Extended-A and -B, which the fonts have.
_VARIANTS = _pairs(
    """
    a áàâäãåāă  b ƀ  c çćĉċč  d ďđ  e éèêëēĕėě  g ĝğġģ  h ĥħ  i íìîïĩīĭ  j ĵ  k ķ  l ĺļľł  n ñńņň
    o óòôöõōŏő  r ŕŗř  s śŝşš  t ţťŧ  u úùûüũūŭů  w ŵ  y ýÿŷ  z źżž
    """
)
_STROKED = _pairs("ð d đ d ø o ł l ħ h ı i ŀ l ƀ b ŧ t")

# The forms that these letters have at the end of a word.
_FINALS = _pairs("σ ς כ ך מ ם נ ן פ ף צ ץ")
_FINAL_PLACE = re.compile(r"(?<=\w)[σכמנפצ](?!\w)")

# Letters whose sound is not how their Unicode name ends; also the other way round what the alphabets write.
_SOUNDS: Mapping[str, str] = {
    **_pairs("а a б b в v г g д d е e ж zh з z и i й j к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч ch"),
    **_pairs("ш sh щ sc ъ a ы y ь j э e ю yu я ya і i ї yi є ye ґ g ў w ј j љ lj њ nj ћ c ђ dj џ dz ѓ g ќ k ѕ z"),
    **_pairs("α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ u φ f χ ch"),
    **_pairs("ا a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l"),
    **_pairs("م m ن n ه h و w ي y ى a ة a ء a پ p چ ch ژ zh ک k گ g ی i"),
    **_pairs("א a ב b ג g ד d ה h ו v ז z ח ch ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף p צ ts ץ ts ק k"),
    **_pairs("ψ ps ω o ר r ש sh ת t æ ae œ oe ß ss þ th ŋ n ƒ f"),
    **_STROKED,
}


class _Letters(dict[int, str | int]):
    """A table for `str.translate` that learns the letters that it meets."""

    # Letters beyond this number are worked out each time, so that no text makes a table grow without end.
    KEPT = 4096

    def __init__(self, alphabet: Mapping[str, str]) -> None:
        super().__init__((ord(letter), written) for letter, written in alphabet.items())
        self._alphabet = alphabet

    def __missing__(self, code: int) -> str | int:
        letters = _romanised(chr(code))
        written: str | int = code
        if letters is not None:
            written = "".join(self._alphabet.get(letter, letter) for letter in letters)
        if len(self) < self.KEPT:
            self[code] = written
        return written


def _romanised(character: str) -> str | None:
    """Spell a letter or a vowel sign of any script in Latin letters; None for what is neither.

    A mark of a script that cannot stand on another script's letters (a tone, a vowel point) gives "".
    """
    lower = character.lower()
    for spelled in (lower, unicodedata.normalize("NFD", lower)[0]):
        if (sound := _SOUNDS.get(spelled)) is not None or (sound := spelled if spelled in LETTERS else None):
            return sound.capitalize() if character.isupper() else sound
    name = unicodedata.name(character, "").partition(" WITH ")[0]
    if "IDEOGRAPH" in name:
        # Thousands of characters of several readings each: any short syllable, always the same.
        return "bdfghjklmnprst"[ord(character) % 14] + "aeiou"[ord(character) // 14 % 5]
    if character.isalpha():
        if " LETTER " not in name and " SYLLABLE " not in name and not name.startswith("THAI CHARACTER"):
            return None
        spelled = "".join(letter for letter in name.rpartition(" ")[2].lower() if letter in LETTERS)
        spelled = spelled if name.startswith("HANGUL") else spelled[:2]
        return (spelled.capitalize() if character.isupper() else spelled) or None
    if unicodedata.category(character) in ("Mn", "Mc") and not 0x300 <= ord(character) < 0x370:
        if " VOWEL SIGN " in name or "CHARACTER SARA " in name:
            return name.rpartition(" ")[2][0].lower()
        if name.split(" ", 1)[0] in ("ARABIC", "BENGALI", "DEVANAGARI", "HEBREW", "LAO", "TAMIL", "THAI"):
            return ""
    return None


def _latin_alphabet(language: str) -> dict[str, str]:
    """The Latin letters of a language: its typical ones, else a choice that depends on its code only."""
    letters = {
        letter: variants[zlib.crc32(f"{language} {letter}".encode()) % len(variants)]
        for letter, variants in _VARIANTS.items()
    }
    for typical in _TYPICAL.get(language, ""):
        letters[_STROKED.get(typical) or unicodedata.normalize("NFD", typical)[0]] = typical
    return letters


def _alphabet(script: str, language: str) -> dict[str, str]:
    """What is written for each letter, small and capital; Latin where the script has no alphabet here."""
    row = _ALPHABETS.get(_SAME_SCRIPT.get(script, script))
    small = _latin_alphabet(language) if row is None else dict(zip(LETTERS, row, strict=True))
    if row is not None and script in ("Arab", "Cyrl"):
        small |= _OWN.get(language, {})
    # Georgian has capitals in Unicode, which sentences do not use and fonts may lack.
    capital = {letter.upper(): written if script == "Geor" else written.upper() for letter, written in small.items()}
    return small | capital


# ---- The translator ----------------------------------------------------------------------------------------


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
    def _letters(self) -> Callable[[str], _Letters]:
        return lru_cache(maxsize=128)(lambda code: _Letters(_alphabet(self._script(code), _primary(code))))

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
    letters: _Letters

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
        return _FINAL_PLACE.sub(lambda letter: _FINALS[letter[0]], line.translate(self.letters)) or line


def _primary(code: str) -> str:
    return code.partition("-")[0].lower()


def make_translator(lists: SupportedLists) -> Translator:
    """The translator with the phrasebook of this package."""
    return Translator(load_phrasebook(), lists)
