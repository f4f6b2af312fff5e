"""Letters of any script spelled in the Latin letters a to z, roughly as they sound: the way into pseudo-text."""

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

LETTERS = "abcdefghijklmnopqrstuvwxyz"


def pairs(row: str) -> dict[str, str]:
    """Read "key value key value ..." as a table."""
    words = row.split()
    return dict(zip(words[::2], words[1::2], strict=True))


# Letters with a stroke or without a dot, which no decomposition leads back to their base letter.
STROKED: Mapping[str, str] = pairs("ð d đ d ø o ł l ħ h ı i ŀ l ƀ b ŧ t")

# Letters whose sound is not how their Unicode name ends; also the other way round what the alphabets write.
_SOUNDS: Mapping[str, str] = {
    **pairs("а a б b в v г g д d е e ж zh з z и i й j к k л l м m н n о o п p р r с s т t у u ф f х h ц c ч ch"),
    **pairs("ш sh щ sc ъ a ы y ь j э e ю yu я ya і i ї yi є ye ґ g ў w ј j љ lj њ nj ћ c ђ dj џ dz ѓ g ќ k ѕ z"),
    **pairs("ә a ғ g қ k ң n ө o ұ u ү u һ h ҷ j ӣ i ӯ u ҳ h"),
    **pairs("α a β v γ g δ d ε e ζ z η i θ th ι i κ k λ l μ m ν n ξ x ο o π p ρ r σ s ς s τ t υ u φ f χ ch"),
    **pairs("ا a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l"),
    **pairs("م m ن n ه h و w ي y ى a ة a ء a پ p چ ch ژ zh ک k گ g ی i ے e ہ h ھ h ں n ٹ t ڈ d ڑ r"),
    **pairs("א a ב b ג g ד d ה h ו v ז z ח ch ט t י y כ k ך k ל l מ m ם m נ n ן n ס s ע a פ p ף p צ ts ץ ts ק k"),
    **pairs("ψ ps ω o ר r ש sh ת t æ ae œ oe ß ss þ th ŋ n ƒ f"),
    **pairs("ა a ბ b გ g დ d ე e ვ v ზ z თ t ი i კ k ლ l მ m ნ n ო o პ p ჟ zh რ r ს s ტ t უ u ფ p ქ k ღ gh"),
    **pairs("ყ q შ sh ჩ ch ც ts ძ dz წ ts ჭ ch ხ kh ჯ j ჰ h ん n ン n ー o"),
    **pairs("ա a բ b գ g դ d ե e զ z է e ը e թ t ժ zh ի i լ l խ kh ծ ts կ k հ h ձ dz ղ gh ճ ch մ m յ y ն n շ sh ո o"),
    **pairs("չ ch պ p ջ j ռ r ս s վ v տ t ր r ց ts ւ v փ p ք k օ o ֆ f և ev"),
    **STROKED,
}


@lru_cache(maxsize=4096)
def romanised(character: str) -> str | None:
    """Spell a letter or a vowel sign in Latin letters; None for what is neither, "" for a mark that goes with one."""
    if unicodedata.category(character)[0] not in "LM":
        return None
    lower = character.lower()
    for spelled in (lower, unicodedata.normalize("NFD", lower)[0], unicodedata.normalize("NFKD", lower)[0]):
        if (sound := _SOUNDS.get(spelled)) is not None or (sound := spelled if spelled in LETTERS else None):
            return sound.capitalize() if character.isupper() else sound
    name = unicodedata.name(character, "").partition(" WITH ")[0]
    if "IDEOGRAPH" in name:
        # Thousands of characters of several readings each: any short syllable, always the same.
        return "bdfghjklmnprst"[ord(character) % 14] + "aeiou"[ord(character) // 14 % 5]
    if " VOWEL SIGN " in name or "CHARACTER SARA " in name:
        return name.partition(" SIGN " if " SIGN " in name else " SARA ")[2][0].lower()
    if not character.isalpha():
        return ""
    sound = _named_sound(name)
    return (sound.capitalize() if character.isupper() else sound) or None


def _named_sound(name: str) -> str:
    """The sound of a letter by its Unicode name: "HIRAGANA LETTER KA" is "ka", "THAI CHARACTER KO KAI" is "k"."""
    if name.startswith("THAI CHARACTER "):
        kind = name.split(" ")[2].lower()
        return kind.removesuffix("o") or kind
    if " LETTER " not in name and " SYLLABLE " not in name:
        return ""
    spelled = "".join(letter for letter in name.rpartition(" ")[2].lower() if letter in LETTERS)
    return spelled if name.startswith("HANGUL") else spelled[:2]
