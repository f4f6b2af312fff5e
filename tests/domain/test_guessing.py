"""The guess at the language of a text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from translation_mock.domain.guessing import UNDETERMINED, guess_language
from translation_mock.domain.phrasebook import load_phrasebook
from translation_mock.domain.translator import make_translator
from translation_openapi.supported import Language, Model, SupportedLists, load_supported

LISTS = load_supported()
BOOK = load_phrasebook()
TRANSLATOR = make_translator(LISTS)
MODELS = (Model("m", False),)

# The first article of the Universal Declaration of Human Rights.
ARTICLE = {
    "en": "All human beings are born free and equal in dignity and rights.",
    "fr": "Tous les êtres humains naissent libres et égaux en dignité et en droits.",
    "de": "Alle Menschen sind frei und gleich an Würde und Rechten geboren.",
    "es": "Todos los seres humanos nacen libres e iguales en dignidad y derechos",
    "it": "Tutti gli esseri umani nascono liberi ed eguali in dignità e diritti.",
    "pt": "Todos os seres humanos nascem livres e iguais em dignidade e em direitos.",
    "nl": "Alle mensen worden vrij en gelijk in waardigheid en rechten geboren.",
    "pl": "Wszyscy ludzie rodzą się wolni i równi pod względem swej godności i swych praw.",
    "sv": "Alla människor är födda fria och lika i värde och rättigheter.",
    "da": "Alle mennesker er født frie og lige i værdighed og rettigheder.",
    "nb": "Alle mennesker er født frie og med samme menneskeverd og menneskerettigheter.",
    "fi": "Kaikki ihmiset syntyvät vapaina ja tasavertaisina arvoltaan ja oikeuksiltaan.",
    "cs": "Všichni lidé rodí se svobodní a sobě rovní co do důstojnosti a práv.",
    "sk": "Všetci ľudia sa rodia slobodní a sebe rovní, čo sa týka ich dôstojnosti a práv.",
    "hu": "Minden emberi lény szabadon születik és egyenlő méltósága és joga van.",
    "ro": "Toate ființele umane se nasc libere și egale în demnitate și în drepturi.",
    "hr": "Sva ljudska bića rađaju se slobodna i jednaka u dostojanstvu i pravima.",
    "sl": "Vsi ljudje se rodijo svobodni in imajo enako dostojanstvo in enake pravice.",
    "et": "Kõik inimesed sünnivad vabadena ja võrdsetena oma väärikuselt ja õigustelt.",
    "lv": "Visi cilvēki piedzimst brīvi un vienlīdzīgi savā pašcieņā un tiesībās.",
    "lt": "Visi žmonės gimsta laisvi ir lygūs savo orumu ir teisėmis.",
    "tr": "Bütün insanlar hür, haysiyet ve haklar bakımından eşit doğarlar.",
    "vi": "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền.",
    "id": "Semua orang dilahirkan merdeka dan mempunyai martabat dan hak-hak yang sama.",
    "ca": "Tots els éssers humans neixen lliures i iguals en dignitat i en drets.",
    "ru": "Все люди рождаются свободными и равными в своем достоинстве и правах.",
    "uk": "Всі люди народжуються вільними і рівними у своїй гідності та правах.",
    "bg": "Всички хора се раждат свободни и равни по достойнство и права.",
    "sr": "Сва људска бића рађају се слободна и једнака у достојанству и правима.",
    "be": "Усе людзі нараджаюцца свабоднымі і роўнымі ў сваёй годнасці і правах.",
    "mk": "Сите човечки суштества се раѓаат слободни и еднакви по достоинство и права.",
    "kk": "Барлық адамдар тумысынан азат және қадір-қасиеті мен құқықтары тең болып дүниеге келеді.",
    "el": "Όλοι οι άνθρωποι γεννιούνται ελεύθεροι και ίσοι στην αξιοπρέπεια και τα δικαιώματα.",
    "ar": "يولد جميع الناس أحرارا متساوين في الكرامة والحقوق.",
    "fa": "تمام افراد بشر آزاد به دنیا می‌آیند و از لحاظ حیثیت و حقوق با هم برابرند.",
    "ur": "تمام انسان آزاد اور حقوق و عزت کے اعتبار سے برابر پیدا ہوئے ہیں۔",
    "he": "כל בני האדם נולדו בני חורין ושווים בערכם ובזכויותיהם.",
    "yi": "יעדער מענטש ווערט געבוירן פֿרײַ און גלײַך אין כּבֿוד און רעכט.",
    "hi": "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।",
    "mr": "सर्व मानवी व्यक्ती जन्मतःच स्वतंत्र आहेत व त्यांना समान प्रतिष्ठा व समान अधिकार आहेत.",
    "ne": "सबै व्यक्तिहरू जन्मजात स्वतन्त्र हुन् ती सबैको समान अधिकार र महत्व छ।",
    "th": "มนุษย์ทั้งปวงเกิดมามีอิสระและเสมอภาคกันในศักดิ์ศรีและสิทธิ",
    "ka": "ყველა ადამიანი იბადება თავისუფალი და თანასწორი თავისი ღირსებითა და უფლებებით.",
    "ja": "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。",
    "ko": "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.",
    "zh-CN": "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心",
    "zh-TW": "人人生而自由，在尊嚴和權利上一律平等。他們賦有理性和良心",
    "af": "Alle menslike wesens word vry, met gelyke waardigheid en regte, gebore.",
    "is": "Hver maður er borinn frjáls og jafn öðrum að virðingu og réttindum.",
    "sq": "Të gjithë njerëzit lindin të lirë dhe të barabartë në dinjitet dhe në të drejta.",
    "cy": "Genir pawb yn rhydd ac yn gydradd â'i gilydd mewn urddas a hawliau.",
    "ga": "Saolaítear na daoine uile saor agus comhionann ina ndínit agus ina gcearta.",
    "eu": "Gizon-emakume guztiak aske jaiotzen dira, duintasun eta eskubide berberak dituztela.",
    "sw": "Watu wote wamezaliwa huru, hadhi na haki zao ni sawa.",
}


@pytest.mark.parametrize("code", ARTICLE)
def test_language_of_a_sentence(code: str) -> None:
    """A sentence is in its language."""
    assert guess_language(ARTICLE[code], LISTS) == code


GUESSED = {
    "nothing": ("", UNDETERMINED),
    "no-letters": ("12:30 😀 – 5 %", UNDETERMINED),
    "script-that-nobody-lists": ("Բարեւ", UNDETERMINED),
    "phrase": ("AUSGANG!", "de"),
    "phrases-of-two-languages": ("No\nSalida", "es"),
    "no-evidence": ("xyz", "en"),
    "markup-says-nothing": ("<b class='the of and' title='you are'>Salida</b> https://the.of.and/is", "es"),
    "product-name": ("Pythonを学ぶ", "ja"),
    "quotation": ("Он сказал нам: OK, let us go", "ru"),
    "signs-without-kana": ("出口", "zh-CN"),
    "traditional": ("請檢查您的網絡連接", "zh-TW"),
}


@pytest.mark.parametrize(("text", "code"), GUESSED.values(), ids=GUESSED)
def test_guess(text: str, code: str) -> None:
    """What tells is the script, then letters, words and phrases; where nothing does, the first of the script."""
    assert guess_language(text, LISTS) == code


def test_most_phrases_are_in_their_language() -> None:
    """A picture with all phrases of a language is in that language."""
    for code in BOOK.languages:
        text = "\n".join(phrase[code] for phrase in BOOK.phrases if code in phrase)
        guessed = guess_language(text, LISTS)

        assert guessed.partition("-")[0] == code.partition("-")[0], code


@given(st.text(st.characters(codec=None)) | st.sampled_from([*ARTICLE.values()]))
def test_guess_is_supported(text: str) -> None:
    """A guess is a code of the lists or "und", the same each time, whatever the white space around the text."""
    guessed = guess_language(text, LISTS)

    assert guessed in {*LISTS.codes, UNDETERMINED}
    assert guess_language(f" {text}\n", LISTS) == guessed


def test_own_lists_bound_the_guess() -> None:
    """Only languages of the lists in force are guessed, under the codes that these give them."""
    rows = [("pt-BR", "Latn"), ("zh-Hant", "Hant"), ("hy", "Armn")]
    lists = SupportedLists(tuple(Language(code, code, script, "ltr") for code, script in rows), MODELS)

    assert guess_language("The cat is on the table", lists) == "pt-BR"
    assert guess_language("今天的天气", lists) == "zh-Hant"
    assert guess_language("Բարեւ", lists) == "hy"
    assert guess_language("привет", lists) == UNDETERMINED


def test_translation_follows_the_guess() -> None:
    """A text whose source is left out is translated as from the guessed language, and stays if it is the target."""
    for code in ("de", "ru", "ja", "ar"):
        text = ARTICLE[code]
        for source in (None, "auto", "AUTO"):
            assert TRANSLATOR.translate(text, source, "fr") == TRANSLATOR.translate(text, code, "fr")
            assert TRANSLATOR.translate(text, source, code) == text
    assert TRANSLATOR.guess(ARTICLE["ja"]) == "ja"


def test_guess_of_more_than_the_text() -> None:
    """A guess at a whole is told with a part of it, which may still be a phrase of another language."""
    text = f"{ARTICLE['de']}\nMerci\nBerlin"
    guess = TRANSLATOR.guess(text)
    parts = [TRANSLATOR.translate(line, guess, "en", is_guess=True) for line in text.split("\n")]

    assert "\n".join(parts) == TRANSLATOR.translate(text, None, "en")
    assert parts[-2:] == ["Thank you", TRANSLATOR.translate("Berlin", "de", "en")]
    assert TRANSLATOR.translate("Merci", "de", "en") != "Thank you"


def test_megabyte_is_guessed() -> None:
    """A megabyte of one language is in that language."""
    assert guess_language(ARTICLE["pl"] * 12_000, LISTS) == "pl"
