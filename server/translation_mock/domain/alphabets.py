"""How each script writes words that are spelled in the Latin letters a to z.

    letter by letter           Latin, Cyrillic, Greek, Arabic, Hebrew, Georgian
    vowels round a consonant   Devanagari (vowel signs), Thai (signs, and vowels that are written in front)
    syllable by syllable       Katakana "he-l-lo", Hangul blocks "hel-lo", Chinese characters as in foreign names

A word is cut into pieces, of which some may be dropped or repeated, and what is left is written.
"""

import re
import unicodedata
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence

from translation_mock.domain.romanising import LETTERS, STROKED, pairs

VOWELS = frozenset("aeiouAEIOU")


class Writing(ABC):
    """One way of writing words."""

    #: How many characters a piece takes, on average over usual text.
    width = 1.0

    @abstractmethod
    def pieces(self, word: str) -> list[str]:
        """Cut a word of Latin letters; a character that is none is a piece of its own."""

    @abstractmethod
    def write(self, pieces: Iterable[str]) -> str:
        """Write the pieces, none of which is written as nothing."""

    @abstractmethod
    def worth(self, piece: str) -> int:
        """How much of the word is lost without this piece: 0, 1 or 2."""

    def echo(self, piece: str) -> str:
        """What lengthens the word when it is put behind this piece; "" if nothing does."""
        return piece if piece in VOWELS else ""


class LetterByLetter(Writing):
    """A letter for each letter. Vowels go first, as one still reads a word by its consonants."""

    def __init__(self, table: Mapping[str, str], finals: Mapping[str, str] | None = None) -> None:
        self._table = str.maketrans(dict(table))
        self._finals = finals or {}

    def pieces(self, word: str) -> list[str]:
        """Cut it into letters."""
        return list(word)

    def worth(self, piece: str) -> int:
        """Count a consonant once, and a vowel not at all."""
        return 0 if piece in VOWELS else 1

    def write(self, pieces: Iterable[str]) -> str:
        """Write a letter for each, and for the last one the form that it has at the end of a word."""
        written = "".join(pieces).translate(self._table)
        if len(written) > 1:
            return written[:-1].translate(_WITHIN) + self._finals.get(written[-1], written[-1])
        return written


class RoundConsonants(LetterByLetter):
    """A sign for each letter; a vowel behind a consonant is joined to it, a vowel alone stands by itself."""

    _SYLLABLE = re.compile(r"([b-df-hj-np-tv-z])([aeiou])|[a-z]")

    def __init__(self, consonants: Mapping[str, str], joined: Mapping[str, str], alone: Mapping[str, str]) -> None:
        """Take forms by Latin letter; in `joined`, "-" is the place of the consonant."""
        # About every twelfth letter is a vowel that stands alone.
        self.width = 1 + (len(alone["a"]) - 1) / 12
        syllables = {
            consonant + vowel: form.replace("-", sign)
            for consonant, sign in consonants.items()
            for vowel, form in joined.items()
        }
        self._forms: Mapping[str, str] = {**consonants, **alone, **syllables}

    def write(self, pieces: Iterable[str]) -> str:
        """Write a sign for each consonant with the vowel behind it, and one for each vowel alone."""
        return self._SYLLABLE.sub(lambda syllable: self._forms[syllable[0]], "".join(pieces).lower())


class SyllableBySyllable(Writing):
    """A character for each syllable and one for each consonant that is left over, which goes first."""

    # How letters sound together: from here on "c" is the sound of "ch", "x" that of "sh". A consonant that is written
    # twice sounds once.
    _SPELLED = pairs("ch c ck k gh g kh k kn n ph f qu k rh r sh x th t ts z wh w x ks c k")
    _SOUND = re.compile(
        r"ch|ck|gh|kh|kn|ph|qu|rh|sh|th|ts|wh|x|(?P<soft>c)(?=[eiy])|(?P<twice>[^aeiou])(?P=twice)|c"
        r"|(?P<vowel>y)(?![aeiou])"
    )

    def __init__(self, forms: Mapping[str, str], cut: str = r"[b-df-hj-np-tv-z]?[aeiou]|.", long: str = "") -> None:
        self._forms = forms
        self._cut = re.compile(cut, re.DOTALL)
        self._long = long

    def pieces(self, word: str) -> list[str]:
        """Cut it where it is cut by sound."""
        return self._cut.findall(self._SOUND.sub(self._sound, word.lower()))

    @classmethod
    def _sound(cls, spelled: re.Match[str]) -> str:
        if spelled.lastgroup == "twice":
            return cls._SPELLED.get(spelled["twice"], spelled["twice"])
        return {"soft": "s", "vowel": "i"}.get(spelled.lastgroup or "") or cls._SPELLED[spelled[0]]

    def worth(self, piece: str) -> int:
        """Count a consonant not at all, a vowel once, and a syllable of both twice."""
        return 0 if VOWELS.isdisjoint(piece) else 1 if len(piece) == 1 else 2

    def echo(self, piece: str) -> str:
        """Give the sign of a long vowel, or the vowel once more."""
        vowel = next(filter(VOWELS.__contains__, piece), "")
        return vowel and (self._long or vowel)

    def write(self, pieces: Iterable[str]) -> str:
        """Write a character for each that has one."""
        return "".join(self._forms.get(piece, piece) for piece in pieces)


_ALPHABETS: Mapping[str, str] = {
    "Arab": "ابكديفغهيجكلمنوبقرستوفوخيز",
    "Cyrl": "абкдефгхийклмнопкрстуввхыз",
    "Geor": "აბცდეფგჰიჯკლმნოპქრსტუვვხყზ",
    "Grek": "αβκδεφγχιζκλμνοπκρστυβωξυζ",
    "Hebr": "אבקדעפגהיזכלמנופקרסטוווחיז",
}
_SAME_SCRIPT = {"Hang": "Kore", "Hani": "Hans", "Hira": "Jpan", "Kana": "Jpan"}

# The forms that these letters have at the end of a word.
_FINALS = pairs("σ ς כ ך מ ם נ ן פ ף צ ץ")

# What stands within a word for a letter that is only written at the end of one: the e of Urdu.
_WITHIN = str.maketrans("ے", "ی")

# Letters by which a language of Latin script is known; each stands for its base letter in the pseudo-text.
_TYPICAL = pairs(
    """
    az çğıöşü  ca àçèíŀòú  cs áčďéěíňóřšťůýž  cy âêîôŵŷ  da åø  de äöü  es áéíñóú  et äõöüšž  fi äöåšž
    fr àçéîôù  ga áéíóú  hr čđšž  hu áéíőű  is áéíóúýð  it àèìòù  lt ąčęįšųž  lv āčēģīķļņšūž  mt ċġħż
    nb åøé  nl áëïöü  pl ąćęłńóśż  pt ãçéíõú  ro ăâîșț  sk áčďéíľňôŕšťúýž  sl čšž  sq çë  sv åäö
    tr âçğıöşü  vi ăđêìơư
    """
)

# Letters that a language of Cyrillic or Arabic script has of its own, by the Latin letter they stand for.
_OWN: Mapping[str, Mapping[str, str]] = {
    "be": pairs("i і w ў"),
    "bg": pairs("c ц y ъ"),
    "fa": pairs("c چ e ی g گ i ی j ژ k ک p پ y ی"),
    "kk": pairs("a ә g ғ i і n ң o ө q қ u ү"),
    "ky": pairs("n ң o ө u ү"),
    "mk": pairs("g ѓ j ј k ќ y и z ѕ"),
    "mn": pairs("o ө u ү"),
    "ps": pairs("g ګ n ڼ p پ r ړ t ټ"),
    "sd": pairs("b ٻ d ڊ g ڳ n ڻ p پ t ٽ"),
    "sr": pairs("c ћ d ђ j ј l љ n њ y и"),
    "tg": pairs("g ғ i ӣ j ҷ q қ u ӯ y й"),
    "uk": pairs("e є g ґ i і y ї"),
    "ur": pairs("c چ d ڈ e ے g گ i ی k ک p پ r ڑ t ٹ y ی"),
}

# Letters that look like a letter; all are in Latin-1 and Latin Extended-A and -B, which the fonts have.
_VARIANTS = pairs(
    """
    a áàâäãåāă  b ƀ  c çćĉċč  d ďđ  e éèêëēĕėě  g ĝğġģ  h ĥħ  i íìîïĩīĭ  j ĵ  k ķ  l ĺļľł  n ñńňņ
    o óòôöõōŏő  r ŕŗř  s śŝşš  t ţťŧ  u úùûüũūŭů  w ŵ  y ýÿŷ  z źżž
    """
)

# A row is a consonant and the syllables with a, e, i, o, u and without a vowel; "." is the row of the vowels.
_KATAKANA = """
    . アエイオウ-  b バベビボブブ  c チチチチチチ  d ダデヂドヅド  f ハヘヒホフフ  g ガゲギゴググ  h ハヘヒホフフ
    j ザゼジゾジジ  k カケキコクク  l ラレリロルル  m マメミモムム  n ナネニノヌン  p パペピポププ  q カケキコクク
    r ラレリロルル  s サセスソスス  t タテチトツト  v バベビボヴヴ  w ワエイヲウウ  x サセシソスス  y ヤエイヨユイ
    z ザゼジゾズズ
"""
# As the names of foreign people and places are written.
_HANS = """
    . 阿埃伊奥乌-  b 巴贝比博布布  c 查切奇乔丘克  d 达德迪多杜德  f 法费菲福富夫  g 加盖吉戈古格  h 哈赫希霍胡赫
    j 贾杰吉乔朱季  k 卡凯基科库克  l 拉莱利洛卢尔  m 马梅米莫穆姆  n 纳内尼诺努恩  p 帕佩皮波普普  q 夸奎基阔库克
    r 拉雷里罗鲁尔  s 萨塞西索苏斯  t 塔特蒂托图特  v 瓦韦维沃武夫  w 瓦韦威沃伍伍  x 夏谢希肖舒什  y 亚耶伊约尤伊
    z 扎泽齐佐祖兹
"""
_TRADITIONAL = str.maketrans(
    "乌贝乔达费盖贾杰凯库莱卢尔马纳内诺夸阔罗鲁萨苏图韦维谢亚约泽齐兹里",
    "烏貝喬達費蓋賈傑凱庫萊盧爾馬納內諾誇闊羅魯薩蘇圖韋維謝亞約澤齊茲里",
)

# Where the letters stand in the order of Unicode: first sound (11 is none), vowel, last sound (0 is none).
_HANGUL_FIRST = {
    "-": 11, "b": 7, "c": 14, "d": 3, "f": 17, "g": 0, "h": 18, "j": 12, "k": 15, "l": 5, "m": 6, "n": 2, "p": 17,
    "q": 15, "r": 5, "s": 9, "t": 16, "v": 7, "x": 9, "z": 12,
}  # fmt: skip
_HANGUL_VOWEL = {"a": 0, "e": 5, "i": 20, "o": 8, "u": 13, "": 18}
_HANGUL_GLIDE = {"wa": 9, "we": 15, "wi": 16, "wo": 14, "wu": 13, "w": 13, "ya": 2, "ye": 7, "yi": 20, "yo": 12}
_HANGUL_GLIDE |= {"yu": 17, "y": 20}
_HANGUL_LAST = {"": 0, "b": 17, "c": 1, "g": 1, "k": 1, "l": 8, "m": 16, "n": 4, "p": 17, "r": 8, "t": 19}


def _syllables(rows: str) -> dict[str, str]:
    """Read rows of syllables, as above, as a table."""
    return {
        (consonant.strip(".") + vowel): form
        for consonant, forms in pairs(rows).items()
        for vowel, form in zip((*"aeiou", ""), forms, strict=True)
    }


def _hangul() -> dict[str, str]:
    """The block of each syllable: [consonant] vowel [consonant], or a consonant alone."""
    openings = {vowel: (11, number) for vowel, number in _HANGUL_VOWEL.items() if vowel}
    openings |= {
        consonant + vowel: (first, number)
        for consonant, first in _HANGUL_FIRST.items()
        for vowel, number in _HANGUL_VOWEL.items()
    }
    openings |= {glide: (11, number) for glide, number in _HANGUL_GLIDE.items()}
    return {
        opening + last: chr(0xAC00 + (first * 21 + vowel) * 28 + number)
        for opening, (first, vowel) in openings.items()
        for last, number in _HANGUL_LAST.items()
        if not last or not VOWELS.isdisjoint(opening)
    }


def _latin_alphabet(language: str) -> dict[str, str]:
    """The Latin letters of a language: its typical ones, else a choice that depends on its code only."""
    letters = {
        letter: variants[zlib.crc32(f"{language} {letter}".encode()) % len(variants)]
        for letter, variants in _VARIANTS.items()
    }
    for typical in _TYPICAL.get(language, ""):
        letters[STROKED.get(typical) or unicodedata.normalize("NFD", typical)[0]] = typical
    return letters


def writing(script: str, language: str) -> Writing:
    """How a language is written in a script (ISO 15924); Latin where the script has no letters here."""
    script = _SAME_SCRIPT.get(script, script)
    if script == "Jpan":
        return SyllableBySyllable(_syllables(_KATAKANA), long="ー")
    if script == "Kore":
        cut = r"(?:[b-df-hj-np-tv-z]?[aeiou](?:[bcgklmnprt](?![aeiou]))?)|."
        return SyllableBySyllable(_hangul(), cut)
    if script in ("Hans", "Hant"):
        forms = _syllables(_HANS if script == "Hans" else _HANS.translate(_TRADITIONAL))
        return SyllableBySyllable(forms)
    if script == "Deva":
        consonants = dict(zip("bcdfghjklmnpqrstvwxyz", "बकदफगहजकलमनपखरसतवभषयझ", strict=True))
        return RoundConsonants(consonants, pairs("a -ा e -े i -ि o -ो u -ु"), pairs("a अ e ए i इ o ओ u उ"))
    if script == "Thai":
        consonants = dict(zip("bcdfghjklmnpqrstvwxyz", "บคดฟกหจกลมนปฆรสตววษยซ", strict=True))
        return RoundConsonants(consonants, pairs("a -า e เ- i -ิ o โ- u -ุ"), pairs("a อา e เอ i อิ o โอ u อุ"))
    return _alphabet(script, language)


def _alphabet(script: str, language: str) -> LetterByLetter:
    row: Sequence[str] | None = _ALPHABETS.get(script)
    small = _latin_alphabet(language) if row is None else dict(zip(LETTERS, row, strict=True))
    if script in ("Arab", "Cyrl"):
        small |= _OWN.get(language, {})
    # Georgian has capitals in Unicode, which sentences do not use and fonts may lack.
    capital = {letter.upper(): written if script == "Geor" else written.upper() for letter, written in small.items()}
    return LetterByLetter(small | capital, _FINALS)
