"""The report: what was measured, as Markdown and as JSON."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import Any

from bench.figures import Findings, Row

_COLUMNS = ("Figure: ours beside …", "Unit", "Ours", "Other", "Ours / other", "Lowest … highest", "Target", "Verdict")


def markdown(findings: Findings, facts: Sequence[tuple[str, str]], pairs: int) -> str:
    """The report for readers."""
    lines = [
        f"Ratios are medians of {pairs} interleaved pairs; absolute figures are medians over the same pairs. "
        "A p99 is that of one slice of load.",
        "",
        *_table([_COLUMNS, *(_cells(row) for row in findings.rows)]),
        "",
        *(f"- {row.name}: {row.note}" for row in findings.rows if row.note),
        *(f"- {remark}" for remark in findings.remarks),
        *(f"- {name}: {fact}" for name, fact in facts),
    ]
    return "\n".join(lines)


def document(findings: Findings, facts: Sequence[tuple[str, str]], pairs: int) -> dict[str, Any]:
    """The report for programs."""
    return {
        "pairs": pairs,
        "rows": [
            {
                "name": row.name,
                "unit": row.unit,
                "ours": list(row.ours),
                "other": list(row.other),
                "ratio": row.ratio,
                "target": str(row.target) if row.target else None,
                "verdict": row.verdict,
                "note": row.note,
            }
            for row in findings.rows
        ],
        "remarks": list(findings.remarks),
        "facts": dict(facts),
    }


def _cells(row: Row) -> tuple[str, ...]:
    spread = f"{min(row.ratios):.2f} … {max(row.ratios):.2f}" if row.ratios else "–"
    return (
        row.name,
        row.unit,
        _absolute(row.ours),
        _absolute(row.other),
        "–" if row.ratio is None else f"{row.ratio:.2f}",
        spread,
        str(row.target or "–"),
        row.verdict,
    )


def _absolute(values: Sequence[float]) -> str:
    """The median, with three digits or as many as it has before the point."""
    if not values:
        return "–"
    middle = median(values)
    return f"{middle:.0f}" if middle >= 100 else f"{middle:.3g}"


def _table(rows: Sequence[Iterable[str]]) -> Iterator[str]:
    head, *body = ["| " + " | ".join(cells) + " |" for cells in rows]
    yield head
    yield "|" + " --- |" * len(_COLUMNS)
    yield from body
