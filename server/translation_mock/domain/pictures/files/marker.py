"""The marker by which planted text is told from any other comment."""

MARKER = "translation-mock:"


def marked(comment: bytes) -> str | None:
    """The text after the marker line of a comment; None for a comment that is not planted text."""
    first, _, rest = comment.removeprefix(b"\xef\xbb\xbf").rstrip(b"\0").partition(b"\n")
    if first.strip() != MARKER.encode():
        return None
    try:
        return rest.decode()
    except UnicodeDecodeError:
        return None
