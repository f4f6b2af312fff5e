"""Writing the files of a report: whole or not at all, and away with what an earlier report left."""

import hashlib
import re
from collections.abc import Collection
from pathlib import Path

#: The folder of what the curl commands read: pictures, and long bodies.
UPLOADS = "uploads"
#: The files of a report.
FILES = ("report.json", "report.html", "junit.xml", "summary.md")
#: How the files of the curl commands are called: with the beginning of their digest.
_DIGEST = re.compile(r"-([0-9a-f]{8})(?:\.[^.]*)?")


def prepare(folder: Path) -> None:
    """Make *folder* ready; raises `OSError` where the report could not be written at the end of the run."""
    (folder / UPLOADS).mkdir(parents=True, exist_ok=True)
    for name in FILES:
        if (folder / name).is_dir():
            raise IsADirectoryError(21, "Is a directory", str(folder / name))
    for place in (folder, folder / UPLOADS):
        probe = place / "report.json.part"
        probe.write_bytes(b"")
        probe.unlink()
    if not any((folder / UPLOADS).iterdir()):
        (folder / UPLOADS).rmdir()


def forget(folder: Path) -> None:
    """Remove the files of an earlier report from *folder*: none is to be taken for that of a run that was killed."""
    for name in FILES:
        (folder / name).unlink(missing_ok=True)


def write(file: Path, content: bytes) -> None:
    """Write *content* to *file*, of which nobody finds a half."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.part")
    unfinished.write_bytes(content)
    unfinished.replace(file)


def clean(uploads: Path, keep: Collection[str]) -> None:
    """Remove from *uploads* what an earlier report left there, told by the digest in its name; nothing else."""
    if not uploads.is_dir():
        return
    for file in uploads.iterdir():
        if file.name not in keep and file.is_file() and _is_ours(file):
            file.unlink()
    if not any(uploads.iterdir()):
        uploads.rmdir()


def _is_ours(file: Path) -> bool:
    named = _DIGEST.search(file.name)
    return named is not None and hashlib.sha256(file.read_bytes()).hexdigest().startswith(named[1])
