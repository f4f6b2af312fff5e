"""Reading files that people name."""

import os
import threading
from pathlib import Path

import pytest

from translation_openapi.regular_file import read_regular
from translation_openapi.toml_file import TomlFileError, read_toml


def test_no_more_is_read_than_was_asked_for(tmp_path: Path) -> None:
    """A file is read whole, or as far as is asked for, also through a link."""
    (tmp_path / "file").write_bytes(b"content")
    (tmp_path / "link").symlink_to("file")

    assert read_regular(tmp_path / "file") == b"content"
    assert read_regular(tmp_path / "link", 3) == b"con"


@pytest.mark.parametrize(("name", "reason"), [("absent", "No such file"), (".", "Is a directory")])
def test_what_cannot_be_read_is_an_error_with_its_reason(name: str, reason: str, tmp_path: Path) -> None:
    """A file that is not there and a folder have the reasons of the system."""
    with pytest.raises(OSError, match=reason):
        read_regular(tmp_path / name)


def test_fifo_is_not_waited_for(tmp_path: Path) -> None:
    """A FIFO is refused at once, whether or not somebody writes into it."""
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    # It writes nothing and closes, as soon as somebody reads: who waits for the FIFO gets an empty file.
    writer = threading.Thread(target=fifo.write_bytes, args=(b"",))
    writer.start()

    try:
        with pytest.raises(TomlFileError, match="cannot be read: Not a regular file"):
            read_toml(fifo)
    finally:
        reader = os.open(fifo, os.O_RDONLY | os.O_NONBLOCK)
        writer.join()
        os.close(reader)
