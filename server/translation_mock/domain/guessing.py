"""A guess at the language of a text: by its script, and within a script by telling letters and the commonest words.

    script       the one with most letters; a Chinese character, a kana or a hangul counts for three, as it says as much
    letters      one that not all languages of the script have speaks for those that have it, against the others
    words        one of the commonest words counts for three letters
    phrases      a line that is a phrase of the phrasebook counts for ten

Only supported languages are guessed, and of them those in the tables below or alone in their script. Where nothing
tells, the first of a script is it: English, Russian, Arabic, simplified Chinese. What no translation touches (markup,
addresses, code) says nothing.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from translation_mock.domain.phrasebook import Phrasebook, load_phrasebook
from translation_mock.domain.protected import protected_spans
from translation_mock.domain.pseudotext import WORD
from translation_openapi.supported import SupportedLists

#: The code for a text whose language nobody can tell (ISO 639-2), such as one without letters.
UNDETERMINED = "und"

_WORD_WEIGHT = 3
_PHRASE_WEIGHT = 10

# How the Unicode names of letters begin, and the script.
_SCRIPTS = {
    "LATIN": "Latn", "CYRILLIC": "Cyrl", "GREEK": "Grek", "ARABIC": "Arab", "HEBREW": "Hebr", "DEVANAGARI": "Deva",
    "THAI": "Thai", "GEORGIAN": "Geor", "HANGUL": "Kore", "CJK": "Hani", "HIRAGANA": "Hani", "KATAKANA": "Hani",
    "KATAKANA-HIRAGANA": "Hani", "ARMENIAN": "Armn", "BENGALI": "Beng", "GURMUKHI": "Guru", "GUJARATI": "Gujr",
    "ORIYA": "Orya", "TAMIL": "Taml", "TELUGU": "Telu", "KANNADA": "Knda", "MALAYALAM": "Mlym", "SINHALA": "Sinh",
    "LAO": "Laoo", "TIBETAN": "Tibt", "MYANMAR": "Mymr", "KHMER": "Khmr", "ETHIOPIC": "Ethi", "SYRIAC": "Syrc",
    "THAANA": "Thaa", "NKO": "Nkoo", "ADLAM": "Adlm",
}  # fmt: skip
_HEAVY = {"Hani": 3, "Kore": 3}

# Code | letters that not all languages of the script have | some of the commonest words. In each script the most
# widely used language is first.
_TABLES: Mapping[str, str] = {
    "Latn": """
en | | the a and of to is in that for you with are not this it be on your have from or i we no please has all
es | áéíñóúü¿¡ | el la los las de y es un una no para en que por con su del se más tu al como
fr | àâæçéèêëîïôœùûüÿ | le la les de des et est un une pas pour dans que vous sur il du au avec ce votre qui en
de | äöüß | der die das und ist nicht ein eine zu mit den von sie ich auf für im bitte wird dem ihre werden sind alle
pt | áâãàçéêíóôõú | o a os as de e é um uma não para em que com por do da no na você seu se
it | àèéìòù | il la di che e è un una non per in con del della sono i gli le si da al tutti
nl | éëïó | de het een en van is niet dat voor met op zijn te die aan uw je alle worden wordt
pl | ąćęłńóśźż | i w na z nie to jest się do że o po przez dla od jak oraz są
tr | çğıöşüâî | ve bir bu için ile da de değil olarak çok daha gibi var ne lütfen bütün
vi | ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ | và là của không có cho một các được với
id | | yang dan di ini itu untuk dengan tidak dari anda pada adalah akan ke silakan semua dilahirkan
sv | åäö | och att det i en som är på för med av inte den ett till du har jag kan alla
da | æøå | og at det er en i ikke på for med til af den et har du som jeg kan alle
nb | æøå | og å det er en i ikke på for med til av den et har du som jeg kan alle samme
fi | äöå | ja on ei se että ole en mutta kun tai sekä joka ovat myös tämä olet kaikki
cs | áčďéěíňóřšťúůýž | a v na je se že s to z do pro ne jako jsou nebo si by k všichni
sk | áäčďéíĺľňóôŕšťúýž | a v na je sa že s to z do pre nie ako sú alebo si by k všetci
hu | áéíóöőúüű | a az és nem hogy egy van is meg ez kell csak vagy volt minden
ro | ăâîșțşţ | și în de la nu este o un cu pe din pentru să se care sunt toate
hr | čćđšž | i je na se da u za ne su od koji ili s kao sva
sl | čšž | in je na se da v za ne so po pri kot ki z vsi
et | äõöüšž | ja on ei et see ka kui või oma mis ta aga kõik seda
lv | āčēģīķļņšūž | un ir ar no uz par kas ka nav tas vai lai pie visi
lt | ąčęėįšųūž | ir yra su į kad tai iš bet ar ne kaip už jis visi
az | çəğıöşü | və bir bu üçün ilə da də deyil olan ki bütün
ms | | yang dan di ini itu untuk dengan tidak dari anda pada ialah akan ke sila semua dilahirkan adalah
ca | àçèéíïòóúü | el la els les i de és un una no per en que amb del són dels tots
gl | áéíñóú | o a os as de e é un unha non para en que con por do da todos
eu | | eta da ez bat hau dira du izan ere dute edo guztiak
cy | âêîôŵŷ | y yr yn a ac i o mae ar am nid wedi eu ei bod
ga | áéíóú | an na agus is i ar le do tá ní go sé
is | áéíóúýþæöð | og að er í á ekki það sem við um til ég en allir
sq | ëç | dhe të e në një është për me nuk që i
mt | ċġħż | il u ta li fil ma huwa dan għal kollha
af | êëïôû | die en van is nie het in dit vir met wat ek op alle word
uz | | va bilan uchun bu bir emas ham barcha
sw | | na ya wa ni kwa la katika hii za kama si watu
fil | | ang ng sa mga na at ay ito hindi para ka lahat
la | | et in est non ad cum qui quae sed ut ab omnes
""",
    "Cyrl": """
ru | ыэёъ | и в не на что с по это как для или вы
uk | іїєґ | і в не на що з та для це як або ви
bg | ъ | и в не на да се за от е са по с
sr | ћђљњџј | и у не на да се за од је су
be | ўіыэё | і ў не на што з для гэта як
mk | ѓќљњџјѕ | и во не на да се за од е со по ги
kk | әғқңөұүһіыэ | және мен бір бұл үшін
ky | ңөүыэ | жана менен бул үчүн бир
mn | өүыэё | ба нь энэ байна юм
tg | ғӣқӯҳҷэёъ | ва дар ба аз ки ин
""",
    "Arab": """
ar | ةىأإيك | في من على إلى أن هذا هذه لا ما عن مع
fa | پچژگکی | در به از که این است را با برای و
ur | ٹڈڑںےہھپچگکی | کے میں ہے کا کی اور سے کو یہ
ps | ټډړږښڅځڼېۍګی | د په چې او کې له دي
sd | ٻڄڃڇڊڏڌڙڦڳڱڻٽ۾ھپگي | جي جو آهي کي
ku-Arab | ڕڵۆێەپچگکی | لە و بۆ بە کە ئەم
""",
    "Hebr": """
he | | של את לא על זה עם כל או אם
yi | ײװױ | און איז די דער פון צו
""",
    "Deva": """
hi | | है हैं में के की का और से को नहीं यह
mr | ळ | आहे आणि व हे या नाही मध्ये
ne | | छ र हरू लाई गर्न मा यो छन्
""",
    "Hani": """
zh-CN | 们这个来说时为过对会发后问间还经动关开请门让认语书习东车电话网页见无错误设见张长数应现实务员条义\
称欢闭买卖马鱼鸟龙钱银饭饮国图团园检查连 |
zh-TW | 們這個來說時為過對會發後問間還經動關開請門讓認語書習東車電話網頁見無錯誤設張長數應現實務員條義\
稱歡閉買賣馬魚鳥龍錢銀飯飲國圖團園檢查連 |
ja | 来会国後問間開請門認語書習東車電話頁見無誤設張長現務員義閉買馬魚鳥銀飯飲園査連円駅売\
営図気広鉄囲転伝働込検変対応実経発条動 |
""",
}


@dataclass(frozen=True)
class _Script:
    """What tells apart the languages of a script: letter or word → the codes of those that have it."""

    codes: tuple[str, ...]
    letters: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]


def _read(table: str) -> _Script:
    rows = [[cell.strip() for cell in line.split("|")] for line in table.strip().splitlines()]
    letters: dict[str, set[str]] = {}
    words: dict[str, set[str]] = {}
    for code, own_letters, own_words in rows:
        for letter in own_letters:
            letters.setdefault(letter, set()).add(code)
        for word in own_words.split():
            words.setdefault(word, set()).add(code)
    return _Script(
        tuple(code for code, *_ in rows),
        {letter: frozenset(codes) for letter, codes in letters.items()},
        {word: frozenset(codes) for word, codes in words.items()},
    )


_TELLING = {script: _read(table) for script, table in _TABLES.items()}
_JAPANESE = frozenset({"ja"})
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa\uff66-\uff9d]")


def guess_language(text: str, lists: SupportedLists, phrasebook: Phrasebook | None = None) -> str:
    """Guess the supported language that a text is in; "und" for one without letters of any of their scripts.

    Takes time linear in the text. The phrasebook is the one of this package unless another is given.
    """
    lines = list(_lines(text))
    letters: Counter[str] = Counter()
    for line in lines:
        letters.update(line.lower())
    scripts: Counter[str] = Counter()
    for letter, count in letters.items():
        if script := _script(letter):
            scripts[script] += count * _HEAVY.get(script, 1)
    for script, _ in scripts.most_common():
        telling = _TELLING.get(script)
        if telling is None:
            listed = [language.code for language in lists.languages if language.script == script]
        else:
            listed = _ranked(telling, letters, lines, phrasebook or load_phrasebook())
        for code in listed:
            if found := _listed(code, lists):
                return found
    return UNDETERMINED


def _lines(text: str) -> Iterator[str]:
    """What may be translated, line by line."""
    done = 0
    for start, end in (*protected_spans(text), (len(text), len(text))):
        yield from filter(str.strip, text[done:start].split("\n"))
        done = end


@lru_cache(maxsize=4096)
def _script(letter: str) -> str | None:
    if not letter.isalpha():
        return None
    name = unicodedata.name(letter, "").removeprefix("FULLWIDTH ").removeprefix("HALFWIDTH ")
    return _SCRIPTS.get(name.partition(" ")[0])


def _ranked(telling: _Script, letters: Mapping[str, int], lines: list[str], book: Phrasebook) -> list[str]:
    """The languages of a script, the likeliest first; among equals in the order of the table."""
    scores = dict.fromkeys(telling.codes, 0)
    for letter, count in letters.items():
        own = telling.letters.get(letter, _JAPANESE if _KANA.match(letter) else frozenset())
        if own:
            for code in scores:
                scores[code] += count if code in own else -count
    for line in lines:
        phrase_of = book.languages_of(line)
        for code in {code if code in scores else code.partition("-")[0] for code in phrase_of} & scores.keys():
            scores[code] += _PHRASE_WEIGHT
        for word in WORD.findall(line.lower()):
            for code in telling.words.get(word, ()):
                scores[code] += _WORD_WEIGHT
    return sorted(scores, key=lambda code: -scores[code])


def _listed(code: str, lists: SupportedLists) -> str | None:
    """The code by which the lists know a language: itself, or the first of the same language and script."""
    if lists.language(code) is not None:
        return code
    primary = code.partition("-")[0]
    scripts = {"zh-CN": "Hans", "zh-TW": "Hant", "ku-Arab": "Arab"}
    for language in lists.languages:
        if language.code.partition("-")[0] == primary and scripts.get(code, language.script) == language.script:
            return language.code
    return None
