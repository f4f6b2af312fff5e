"""What is written in the made-up pictures, and in which fonts: words of many languages, cut to the room there is."""

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.resources import files
from io import BytesIO
from random import Random

from PIL import Image, ImageDraw, ImageFont

from translation_mock.domain.pictures import lettering
from translation_mock.domain.pictures.lines import Box

LATIN = """Opening hours are posted at the entrance, please take a seat and wait until your number is called.
Größe, Straße und Übergang: Änderungen vorbehalten. Où est l'arrêt de bus, s'il vous plaît? Ça ira, à bientôt!
¿Dónde está la estación de autobuses más próxima, señor? Não é permitido estacionar aqui aos domingos.
Zażółć gęślą jaźń. Příliš žluťoučký kůň úpěl ďábelské ódy. Kjøp billetten før påstigning. Çıkış ve giriş buradan.
Bitte nicht stören. no one saw our seven cows on an even run. 100 % OK, 12:30, 7 a.m., 4,99 €, Tel. 0800/123-456
user_name@example.com https://example.org/a/b?c=d Save Cancel Next Back Yes No EXIT PULL PUSH STOP HOTEL Café
Tầng hai có phòng chờ. Ő, Ű és Í. Ķēdes ģimene. Þjóðvegur. iii lll jjj Please wait... 9–17 h fi ffl AVATAR Wo"""
GREEK = """Καλημέρα σας, πού είναι η έξοδος; Απαγορεύεται το κάπνισμα σε όλους τους χώρους. Ώρες λειτουργίας: 9:00
έως 17:00. Εισιτήρια και πληροφορίες στο ταμείο. ΕΙΣΟΔΟΣ ΕΞΟΔΟΣ Ναι Όχι"""
CYRILLIC = """Добро пожаловать! Пожалуйста, не курить. Часы работы: с 9:00 до 18:00 без перерыва. Ласкаво просимо,
їжа та напої заборонені. Вход ВЫХОД Да Нет кафе ёж йод. Щёлкните здесь, чтобы продолжить"""
HEBREW = """ברוכים הבאים שעות הפתיחה מתשע עד חמש אין כניסה נא לא לעשן יציאה כניסה כן לא תודה רבה"""
ARABIC = """مرحبا بكم في المدينة ساعات العمل من التاسعة إلى الخامسة ممنوع التدخين الرجاء الانتظار هنا خروج دخول نعم لا
شكرا جزيلا"""
THAI = """ยินดีต้อนรับ กรุณารอสักครู่ ห้ามสูบบุหรี่ ทางออก ทางเข้า เปิดทำการ ขอบคุณ น้ำดื่ม ที่นี่ ใช่ ไม่ใช่"""
DEVANAGARI = """आपका स्वागत है कृपया प्रतीक्षा करें धूम्रपान निषेध प्रवेश निकास खुलने का समय हाँ नहीं धन्यवाद यहाँ क्लिक करें"""
JAPANESE = """いらっしゃいませ 営業時間は九時から五時まで 禁煙 出口 入口 ご注意ください はい いいえ コーヒー 駅前
ありがとうございます"""
CHINESE = """欢迎光临 营业时间 请勿吸烟 出口 入口 请在这里等候 谢谢 是 否 售票处 小心地滑 洗手间 三号线"""
HANGUL = """어서 오세요 영업시간은 아홉 시부터 다섯 시까지 금연 출구 입구 기다려 주세요 예 아니요 감사합니다"""

CJK = "NotoSansCJKjp-Regular"
FAMILIES = {
    "FiraGO": ("FiraGO_Regular", "FiraGO_Bold", "FiraGO_Italic", "FiraGO_BoldItalic"),
    "Noto Sans": ("NotoSans_Regular", "NotoSans_Bold", "NotoSans_Italic", "NotoSans_BoldItalic"),
    "Ubuntu": ("Ubuntu_Regular", "Ubuntu_Bold", "Ubuntu_Italic", "Ubuntu_BoldItalic"),
    "Cascadia Mono": ("CascadiaMono_Regular", "CascadiaMono_Bold", "CascadiaMono_Italic", "CascadiaMono_BoldItalic"),
    "Fira Mono": ("FiraMono_Regular", "FiraMono_Bold"),
    "Space Mono": ("SpaceMono_Regular", "SpaceMono_Bold", "SpaceMono_Italic", "SpaceMono_BoldItalic"),
    "Noto Sans CJK": (CJK,),
}
"""The families of pymupdf-fonts and of noto-cjk-sans-jp-regular, and their faces."""
WIDER = ("FiraGO", "Noto Sans", "Ubuntu", "Cascadia Mono", "Fira Mono")
"""The families that have Greek and Cyrillic letters, too."""


@dataclass(frozen=True)
class Script:
    """Words of one script and the families that have its letters; without families the mock's own lettering is used,
    which shapes."""

    text: str
    families: tuple[str, ...]
    share: int
    spaced: bool = True

    @property
    def words(self) -> list[str]:
        """The words of its text, in order."""
        return self.text.split()


SCRIPTS = (
    Script(LATIN, (*WIDER, "Space Mono"), 12),
    Script(GREEK, WIDER, 2),
    Script(CYRILLIC, WIDER, 2),
    Script(HEBREW, (), 1),
    Script(ARABIC, (), 1),
    Script(THAI, (), 1),
    Script(DEVANAGARI, (), 1),
    Script(JAPANESE, ("Noto Sans CJK",), 1, spaced=False),
    Script(CHINESE, ("Noto Sans CJK",), 1, spaced=False),
    Script(HANGUL, ("Noto Sans CJK",), 1),
)


@dataclass(frozen=True)
class Hand:
    """A script, a face of it and a size in pixels per em."""

    script: Script
    face: str | None
    size: int

    def coverage(self, text: str) -> Image.Image:
        """The text as white coverage on black (mode L), cut to its ink; one black pixel where it has none."""
        if self.face is None:
            ink = lettering.extent(text, self.size)
            drawn = lettering.mask(text, self.size, (ink.width + 4, ink.height + 4), (2 - ink.left, 2 - ink.top))
        else:
            font = face(self.face, self.size)
            left, top, right, bottom = (int(side) for side in font.getbbox(text, anchor="ls"))
            drawn = Image.new("L", (max(1, right - left) + 4, max(1, bottom - top) + 4))
            ImageDraw.Draw(drawn).text((2 - left, 2 - top), text, fill=255, font=font, anchor="ls")
        return drawn.crop(drawn.getbbox() or (0, 0, 1, 1))

    def has(self, word: str) -> bool:
        """Whether the face has all letters of a word, so that none is drawn as a box."""
        return self.face is None or all(has_letter(self.face, letter) for letter in word)

    def above(self, text: str) -> int:
        """Pixels of ink above the baseline."""
        if self.face is None:
            return -lettering.extent(text, self.size).top
        return -int(face(self.face, self.size).getbbox(text, anchor="ls")[1])


@cache
def face_bytes(name: str) -> bytes:
    """The font file of a face, such as FiraGO_Bold."""
    if name == CJK:
        return files("noto_cjk_sans_jp_regular").joinpath(f"{name}.otf").read_bytes()
    return bytes(import_module(f"pymupdf_fonts.{name}").fontbuffer)


@lru_cache(maxsize=200)
def face(name: str, size: int) -> ImageFont.FreeTypeFont:
    """A face at a size."""
    return ImageFont.truetype(BytesIO(face_bytes(name)), size, layout_engine=ImageFont.Layout.BASIC)


@cache
def has_letter(name: str, letter: str) -> bool:
    """Whether a face has a letter: it looks unlike what no face has."""
    font = face(name, 32)
    mask, none = font.getmask(letter), font.getmask("\uffff")
    return mask.size != none.size or bytes(mask) != bytes(none)


def hand(draw: Random, size: int) -> Hand:
    """A script and a face of it by chance."""
    script = draw.choices(SCRIPTS, [script.share for script in SCRIPTS])[0]
    return Hand(script, draw.choice(FAMILIES[draw.choice(script.families)]) if script.families else None, size)


def line(draw: Random, hand: Hand, width: int) -> tuple[str, Image.Image] | None:
    """A text of one to ten words whose ink is at most `width` pixels wide, and its coverage; None if none fits."""
    words = [word for word in hand.script.words if hand.has(word)]
    start = draw.randrange(len(words))
    count = draw.choice((1, 1, 2, 3, 5, 8, 10))
    taken = [words[(start + index) % len(words)] for index in range(count)]
    while taken:
        text = (" " if hand.script.spaced else "").join(taken)
        coverage = hand.coverage(text)
        if coverage.width <= width and coverage.width > 1:
            return text, coverage
        taken.pop()
    return None


def ink_box(coverage: Image.Image, left: int, top: int) -> Box:
    """Where the ink of a coverage is when it is put there."""
    return Box(left, top, coverage.width, coverage.height)
