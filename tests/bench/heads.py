"""What of the head of an HTTP answer has to be known to find its end."""

from bench.figures import BenchError


def content_length(head: bytes) -> int:
    """The length of the body in bytes; raises `BenchError` where the head does not give exactly one."""
    lengths = [
        value
        for name, _, value in (line.partition(b":") for line in head.split(b"\r\n"))
        if name.lower() == b"content-length"
    ]
    if len(lengths) != 1:
        raise BenchError(f"an answer without a length: {head!r}")
    return int(lengths[0])
