"""Reading files that people name: regular ones, since a FIFO waits for a writer and a device may never end."""

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path, most: int = -1) -> bytes:
    """The first *most* bytes of a file, all of them where it is -1; raises OSError, and ValueError for NUL in *path*.

    A folder is left to `open`, which has a reason of its own for it.
    """
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise OSError(errno.EINVAL, "Not a regular file", os.fspath(path))
    with path.open("rb") as file:
        return file.read(most)
