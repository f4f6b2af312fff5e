"""How long a text becomes in another language, in characters.

The figures are our choice: the round values that guides for localisation give for running text, kept within the
spread of such guides, which differ among themselves by ten points and more. Chinese, Japanese and Korean are longer
here than in print, because pseudo-text keeps the spaces of its source.
"""

from collections.abc import Mapping

from translation_mock.domain.pseudotext import PER_WORD

# Characters in the language, per hundred characters in English.
_PER_HUNDRED = """
    af 115  ar  85  az 110  be 115  bg 115  bs 110  ca 120  cs 110  cy 115  da 110  de 130  el 120  en 100  es 125
    et 110  eu 115  fa  95  fi 125  fil 125 fr 120  ga 120  gl 120  ha 110  he  80  hi 110  hr 110  hu 120  id 115
    is 110  it 120  ja  55  jv 115  ka 115  kk 115  ko  55  ku 110  ky 115  la 105  lb 125  lt 110  lv 110  mi 120
    mk 115  mn 115  mr 105  ms 115  mt 115  nb 105  ne 105  nl 125  pl 120  ps  95  pt 120  ro 120  ru 115  sd  95
    sk 110  sl 110  so 115  sq 120  sr 110  sv 105  sw 110  tg 115  th 100  tr 110  uk 115  ur 100  uz 115  vi 115
    xh 110  yi 105  zh  50  zu 105
"""
_ROW = _PER_HUNDRED.split()
LENGTHS: Mapping[str, int] = dict(zip(_ROW[::2], map(int, _ROW[1::2]), strict=True))

#: Languages that are written without spaces.
UNSPACED = frozenset({"ja", "km", "lo", "my", "th", "zh"})


def growth(source: str, target: str) -> float:
    """What the length of a text is multiplied by; codes with or without region, one not in the table is as English."""
    return LENGTHS.get(_primary(target), 100) / LENGTHS.get(_primary(source), 100)


def is_spacing(source: str, target: str) -> bool:
    """Whether a text without spaces becomes one with spaces."""
    return _primary(source) in UNSPACED and _primary(target) not in UNSPACED


def letter_growth(source: str, target: str) -> float:
    """What the number of letters is multiplied by, so that the text grows by `growth`: all else stays as it is."""
    # To a hundred letters come so many other characters in usual text.
    others = 0.08 if _primary(source) in UNSPACED else 0.22
    more_spaces = 1 / PER_WORD if is_spacing(source, target) else 0
    return growth(source, target) * (1 + others) - others - more_spaces


def _primary(code: str) -> str:
    return code.partition("-")[0].lower()
