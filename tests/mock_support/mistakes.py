"""How a mistake in a file of the user's is told."""

from pathlib import Path


def assert_told(mistake: Exception, file: Path, reason: str) -> None:
    """It is one line with the file and the reason, and a short one, however much of the file it repeats."""
    told = str(mistake)
    assert told.startswith(f"{file}: "), told
    assert reason in told, told
    assert "\n" not in told, told
    assert len(told) < len(str(file.parent)) + 400, told
