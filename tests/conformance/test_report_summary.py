"""`summary.md`: what matters, on one page, and no markup of a target's."""

import re
from pathlib import Path

from conformance_apps.made_reports import MESSAGE, RTL, STATUS, answered, made
from conformance_apps.report_contents import WRONG, Hostile
from translation_conformance.artefacts.markdown import markdown
from translation_conformance.baseline import read


def test_summary_tells_what_matters() -> None:
    """The summary has verdict, counts by heading, and each violation with a command."""
    told = markdown(made({MESSAGE: WRONG, RTL: WRONG}).document())

    assert told.startswith("## ❌ Conformance: violates\n")
    assert "| Requirements of | Failed | Warning | Passed | Observed | Cannot be tested |" in told
    assert re.search(r"\| text: Success 200 \| 1 \| 1 \| \d+ \|", told)
    assert told.index("### Violated") < told.index(f"`{MESSAGE}`") < told.index("### Warnings") < told.index(f"`{RTL}`")
    assert "\nexpected: what is printed\nactual:   something else\ncurl -sS" in told


def test_summary_tells_changes(tmp_path: Path) -> None:
    """With a baseline, the summary has what changed."""
    made({STATUS: WRONG}).write(tmp_path)

    told = markdown(made({MESSAGE: WRONG}, baseline=read(tmp_path)).document())

    assert f"- Newly failed: `{MESSAGE}`\n- Mended: `{STATUS}`\n" in told


def _outside_of_code(text: str) -> str:
    """What of Markdown is not code: neither in fences nor between backticks."""
    kept: list[str] = []
    fence = ""
    for line in text.splitlines():
        if fence:
            fence = "" if line == fence else fence
        elif found := re.fullmatch(r"(`{3,})", line):
            fence = found[1]
        else:
            kept.append(re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "", line))
    assert fence == ""
    return "\n".join(kept)


def test_summary_of_a_hostile_target(hostile: Hostile) -> None:
    """Nothing that a target or a file says is markup in the summary."""
    told = (hostile[1] / "summary.md").read_text("utf-8")

    outside = _outside_of_code(told)
    assert "alert(1)" in told
    assert not re.search(r"(?<!\\)[<\[`!]", outside)
    assert {line for line in outside.splitlines() if line.startswith("#")} == {
        *("## ❌ Conformance: violates", "### Violated", "### Warnings", "### Waived"),
    }


def test_summary_is_short() -> None:
    """However much is violated, the summary fits on a job's page."""
    document = made({row: answered(b"x" * 5000) for row in (MESSAGE, STATUS)}).document()
    [row] = [row for row in document["requirements"] if row["id"] == MESSAGE]
    document["requirements"] = [row] * 500

    told = markdown(document)

    assert len(told) < 300_000
    assert "460 more are in `report.html` and `report.json`." in told
