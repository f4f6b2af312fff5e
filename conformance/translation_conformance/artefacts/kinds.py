"""What is said of a requirement to readers: its outcome, where a violation that does not count is a warning."""

from typing import Any

from translation_openapi import Level

#: Each with a sign, and in words, the worst first.
KINDS = {
    "failed": ("✕", "failed"),
    "warning": ("!", "warning"),
    "waived": ("≈", "waived"),
    "not_checked": ("?", "not checked"),
    "passed": ("✓", "passed"),
    "observed": ("·", "observed"),
    "untestable": ("–", "cannot be tested"),
}


def kind(row: dict[str, Any], document: dict[str, Any]) -> str:
    """What is said of *row*, a requirement of the report in *document*."""
    outcome: str = row["outcome"]
    # What the statement of an assumed one says, is our choice; whatever a service does there passes.
    if outcome == "passed" and row["level"] == Level.ASSUMED:
        return "observed"
    binds = row["level"] == Level.DOCUMENTED or document["strict"]
    return "warning" if outcome == "failed" and not binds else outcome
