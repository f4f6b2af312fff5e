"""The language work: what a character costs in texts of 1 KB to 1 MB, which must not grow with the text."""

import time
from collections.abc import Callable, Sequence
from functools import partial
from statistics import median

from bench.figures import Findings, Pace, Row, Target, interleaved
from translation_mock.domain.accounting import count_words
from translation_mock.domain.translator import make_translator
from translation_openapi.supported import load_supported

SIZES = (1_000, 10_000, 100_000, 1_000_000)
#: What is repeated until a text has its size; each word of the plain text is another one, as in no repetition.
PLAIN = "The quick brown fox jumps over the lazy dog and is not seen again until {} evening. "
MARKUP = (
    "Hello {{name}}, <b class='x'>open</b> [the page](https://x.example/{}) &amp; `wait`, "
    "{{n, plural, one {{# file}} other {{# files}}}}, %1$s!\n"
)
HOSTILE = "{{ <a <a{{ [a ]( `a` $t( a@ %( <!-- a. \\( 漢 www. /a/{} "


def measure(pace: Pace) -> Findings:
    """A row for each kind of work and text: the cost of a character at 1 MB beside that at 10 KB."""
    translator = make_translator(load_supported())
    works: dict[str, tuple[Callable[[str], object], str]] = {
        "translate plain text": (lambda text: translator.translate(text, "en", "de"), PLAIN),
        "translate markup": (lambda text: translator.translate(text, "en", "de"), MARKUP),
        "translate hostile text": (lambda text: translator.translate(text, "en", "de"), HOSTILE),
        "translate into Chinese": (lambda text: translator.translate(text, "en", "zh-CN"), PLAIN),
        "translate and guess the source": (lambda text: translator.translate(text, "auto", "de"), PLAIN),
        "count words": (count_words, PLAIN + "漢字かな กขค "),
    }
    rows: list[Row] = []
    remarks: list[str] = []
    for name, (work, unit) in works.items():
        cuts = {size: _cut(unit, size) for size in SIZES}
        large, small = interleaved(
            pace.pairs, partial(_cost, work, cuts[1_000_000]), partial(_cost, work, cuts[10_000])
        )
        rows.append(Row(f"Language, {name}: 1 MB beside 10 KB", "ns/character", Target(1.5, "at most"), large, small))
        costs = [_cost(work, cuts[size]) for size in (1_000, 100_000)]
        remarks.append(
            f"To {name} takes {costs[0]:.0f}, {median(small):.0f}, {costs[1]:.0f} and {median(large):.0f} ns per "
            f"character at 1 KB, 10 KB, 100 KB and 1 MB."
        )
    return Findings(tuple(rows), tuple(remarks))


def _cut(unit: str, size: int) -> list[str]:
    """The same million characters in texts of *size*, so that all that differs is where they end."""
    units = [unit.format(_name(number)) for number in range(SIZES[-1] // len(unit))]
    each = max(1, size // len(unit))
    return ["".join(units[start : start + each]) for start in range(0, len(units), each)]


def _name(number: int) -> str:
    """A word of four letters for each number below 26 ** 4."""
    return "".join(chr(ord("a") + number // 26**place % 26) for place in range(4))


def _cost(work: Callable[[str], object], texts: Sequence[str]) -> float:
    """Nanoseconds per character."""
    begun = time.perf_counter()
    for text in texts:
        work(text)
    return (time.perf_counter() - begun) / sum(map(len, texts)) * 1e9
