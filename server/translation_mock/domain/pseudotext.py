"""Pseudo-text: other letters for the letters of a text, so that it looks translated and can still be read.

An alphabet has one letter for each of the Latin letters a to z; letters of other scripts are romanised first.
"""

import re
import unicodedata
import zlib
from collections.abc import Mapping

LETTERS = "abcdefghijklmnopqrstuvwxyz"

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


class Letters(dict[int, str | int]):
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


def alphabet(script: str, language: str) -> dict[str, str]:
    """What is written for each letter, small and capital; Latin where the script has no alphabet here."""
    row = _ALPHABETS.get(_SAME_SCRIPT.get(script, script))
    small = _latin_alphabet(language) if row is None else dict(zip(LETTERS, row, strict=True))
    if row is not None and script in ("Arab", "Cyrl"):
        small |= _OWN.get(language, {})
    # Georgian has capitals in Unicode, which sentences do not use and fonts may lack.
    capital = {letter.upper(): written if script == "Geor" else written.upper() for letter, written in small.items()}
    return small | capital


def with_final_letters(text: str) -> str:
    """*text* with the letters that have another form at the end of a word in that form there."""
    return _FINAL_PLACE.sub(lambda letter: _FINALS[letter[0]], text)
