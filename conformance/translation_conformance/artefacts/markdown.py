"""Markdown for the page of a CI job: the verdict, counts by heading, and what is violated.

Nothing that a target sent is read as markup: it stands in fenced blocks that it cannot end, on one line.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from translation_conformance.artefacts.kinds import KINDS, kind

#: More would be too long for a job's page, which may hold 1 MiB.
_MOST_VIOLATIONS = 40
_MOST_CHANGES = 20
_MOST_CAUSES = 12
_SIGNS = {"conforms": "✅", "violates": "❌", "inconclusive": "❔"}


def markdown(document: dict[str, Any]) -> str:
    """The report in *document* as Markdown."""
    return "\n".join(_lines(document)) + "\n"


def _lines(document: dict[str, Any]) -> Iterator[str]:
    verdict = document["verdict"]
    yield f"## {_SIGNS[verdict]} Conformance: {verdict}"
    yield ""
    yield f"{_plain(_capitalised(document['summary']))}."
    yield ""
    for name, api in document["target"].items():
        yield f"- {_plain(name)}: {_code(api['base_url'])}"
    yield f"- {_plain(_sent(document))}"
    for why in [*document["inconclusive"], *document["errors"]]:
        yield f"- Inconclusive: {_code(why)}"
    if document["interrupted"]:
        yield "- Interrupted: the rest was not checked."
    for waiver in document["waivers"]:
        if waiver["said"]:
            yield f"- {_plain(_capitalised(waiver['said']))}."
    yield ""
    yield from _counts(document)
    yield from _left_over(document)
    yield from _changes(document["changes"])
    yield from _violations(document)


def _sent(document: dict[str, Any]) -> str:
    told = [f"{document['requests_sent']} requests"]
    if document["billable_sent"] is not None:
        told.append(f"{document['billable_sent']} successes that a metered service may charge for")
    return f"{', '.join(told)}; {document['duration_s']:.1f} s, seed {document['seed']}"


def _counts(document: dict[str, Any]) -> Iterator[str]:
    present = {kind(row, document) for row in document["requirements"]}
    shown = [name for name in KINDS if name in present]
    if not shown:
        return
    yield f"| Requirements of | {' | '.join(_capitalised(KINDS[name][1]) for name in shown)} |"
    yield f"| --- |{' ---: |' * len(shown)}"
    for (api, heading), rows in groupby(document["requirements"], key=lambda row: (row["api"], row["source"])):
        counts = Counter(kind(row, document) for row in rows)
        cells = [str(counts[name]) if counts[name] else "" for name in shown]
        yield f"| {_plain(f'{api}: {heading}')} | {' | '.join(cells)} |"
    yield ""


def _left_over(document: dict[str, Any]) -> Iterator[str]:
    """Why requirements were not checked, with how many, the most first."""
    left = [row for row in document["requirements"] if row["outcome"] == "not_checked"]
    causes = Counter((row["reason"], row["detail"]) for row in left if row["reason"] != "not selected")
    if not causes:
        return
    yield "### Not checked"
    yield ""
    for (reason, detail), count in causes.most_common(_MOST_CAUSES):
        told = f": {_code(detail)}" if detail else ""
        yield f"- {count} {'requirement' if count == 1 else 'requirements'}, {reason}{told}"
    if len(causes) > _MOST_CAUSES:
        yield f"- and for {len(causes) - _MOST_CAUSES} other reasons"
    yield ""


def _changes(changes: dict[str, Any] | None) -> Iterator[str]:
    if changes is None:
        return
    yield "### Since the baseline"
    yield ""
    for item in changes["items"][:_MOST_CHANGES]:
        yield f"- {_capitalised(item['change'])}: {_code(item['requirement'])}"
    left = len(changes["items"]) - _MOST_CHANGES
    if left > 0:
        yield f"- and {left} more changes"
    if not changes["items"]:
        yield "Nothing changed."
    yield ""


def _violations(document: dict[str, Any]) -> Iterator[str]:
    titles = {"failed": "Violated", "warning": "Warnings", "waived": "Waived"}
    left = _MOST_VIOLATIONS
    for name, title in titles.items():
        found = [row for row in document["requirements"] if kind(row, document) == name]
        if not found:
            continue
        yield f"### {title}"
        yield ""
        for row in found[:left]:
            yield from _violation(row)
        if len(found) > left:
            yield f"{len(found) - left} more are in `report.html` and `report.json`."
            yield ""
        left = max(0, left - len(found))


def _violation(row: dict[str, Any]) -> Iterator[str]:
    yield f"**{_code(row['id'])}** ({row['level']}): {_plain(row['statement'])}"
    yield ""
    if row["waiver"]:
        end = f" (until {row['waiver']['expires']})" if row["waiver"]["expires"] else ""
        yield f"Waived: {_plain(row['waiver']['reason'])}{end}"
        yield ""
    for evidence in row["evidence"][:1]:
        told = [f"expected: {evidence['expected']}", f"actual:   {evidence['actual']}"]
        if evidence.get("company"):
            told.append(f"sent {evidence['company']}:")
        yield from _fenced(*told, *filter(None, [evidence.get("curl")]))
        yield ""


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def _plain(text: str) -> str:
    """*text* of ours or of the user's, in which no sign means anything."""
    return re.sub(r"([\\`*_{}\[\]<>#|!~&@$])", r"\\\1", _line(text))


def _code(text: str) -> str:
    """*text* as code within a line; it cannot end what it stands in."""
    fence = "`" * (_longest_run(text) + 1)
    return f"{fence} {_line(text)} {fence}" if "`" in text else f"{fence}{_line(text)}{fence}"


def _fenced(*lines: str) -> Iterator[str]:
    fence = "`" * max(3, max(map(_longest_run, lines), default=0) + 1)
    yield fence
    yield from map(_line, lines)
    yield fence


def _line(text: str) -> str:
    """*text* without line ends, of which none should be left by now."""
    return " ".join(text.splitlines())


def _longest_run(text: str) -> int:
    return max(map(len, re.findall("`+", text)), default=0)
