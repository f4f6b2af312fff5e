"""Rows about HTTP itself, the same for both endpoints: methods, paths, versions, heads and framing."""

import gzip
from collections.abc import Iterator

from hostile_support.rows import BELOW, NO_BODY, PAGE, SILENCE, Endpoint, Header, Row


def http_rows(it: Endpoint) -> list[Row]:
    """Every row about HTTP for the endpoint *it*."""
    return [*_methods(it), *_targets(it), *_versions(it), *_heads(it), *_framing(it), *_upgrades(it)]


def _methods(it: Endpoint) -> list[Row]:
    return [
        Row("method-get", it.request(b"", method="GET"), it.wrong_method),
        Row("method-get-with-body", it.request(method="GET"), it.wrong_method),
        Row("method-put", it.request(method="PUT"), it.wrong_method),
        Row("method-delete", it.request(method="DELETE"), it.wrong_method),
        Row("method-patch", it.request(method="PATCH"), it.wrong_method),
        Row("method-trace", it.request(b"", method="TRACE"), it.wrong_method),
        Row("method-options", it.request(b"", method="OPTIONS"), it.wrong_method),
        Row("method-options-preflight", it.request(b"", method="OPTIONS", headers=PREFLIGHT), it.wrong_method),
        Row("method-head", it.request(b"", method="HEAD", headers=[("Connection", "close")]), NO_BODY),
        Row("method-propfind", it.request(method="PROPFIND"), it.wrong_method),
        Row("method-purge", it.request(b"", method="PURGE"), it.wrong_method),
        Row("method-m-search", it.request(b"", method="M-SEARCH"), it.wrong_method),
        Row("method-get-without-key", it.request(b"", method="GET", key=[]), it.wrong_method),
        Row("method-connect", it.request(b"", method="CONNECT"), BELOW),
        Row("method-connect-authority", it.request(b"", method="CONNECT", target="mock:80"), BELOW),
        Row("method-lower-case", it.request(method="post"), BELOW),
        Row("method-mixed-case", it.request(method="Post"), BELOW),
        Row("method-foo", it.request(method="FOO"), BELOW),
        Row("method-empty", it.request(method=""), BELOW),
        Row("method-with-nul", it.request(method="PO\0ST"), BELOW),
        Row("method-of-100-kb", it.request(method="P" * 100_000), BELOW),
        Row("method-override", it.request(headers=[("X-HTTP-Method-Override", "DELETE")]), it.success),
    ]


def _targets(it: Endpoint) -> list[Row]:
    first, _, rest = it.path[1:].partition("/")
    return [
        Row("path-trailing-slash", it.request(target=it.path + "/"), it.not_found),
        Row("path-two-trailing-slashes", it.request(target=it.path + "//"), it.not_found),
        Row("path-leading-double-slash", it.request(target="/" + it.path), it.not_found),
        Row("path-inner-double-slash", it.request(target=f"/{first}//{rest}"), it.not_found),
        Row("path-trailing-slash-get", it.request(b"", method="GET", target=it.path + "/"), it.not_found),
        Row("path-trailing-slash-without-key", it.request(target=it.path + "/", key=[]), it.not_found),
        Row("path-dot-segment", it.request(target=f"/{first}/./{rest}"), PAGE),
        Row("path-dot-dot-segment", it.request(target=f"/{first}/x/../{rest}"), PAGE),
        Row("path-climbs-out", it.request(target="/../../../../etc/passwd"), PAGE),
        Row("path-climbs-out-encoded", it.request(target="/%2e%2e/%2e%2e/etc/passwd"), PAGE),
        Row("path-encoded-letter", it.request(target=f"/%{ord(first[0]):02x}{first[1:]}/{rest}"), it.success),
        Row("path-encoded-slash", it.request(target=f"/{first}%2F{rest}"), it.success),
        Row("path-encoded-trailing-slash", it.request(target=it.path + "%2f"), it.not_found),
        Row("path-encoded-nul", it.request(target=it.path + "%00"), PAGE),
        Row("path-encoded-newline", it.request(target=it.path + "%0d%0aset-cookie:a=b"), PAGE),
        Row("path-encoded-question-mark", it.request(target=it.path + "%3fa=b"), PAGE),
        Row("path-bad-percent", it.request(target=it.path + "%zz"), PAGE),
        Row("path-encoded-bad-utf-8", it.request(target=it.path + "%ff%fe"), PAGE),
        Row("path-encoded-surrogate", it.request(target=it.path + "%ed%a0%80"), PAGE),
        Row("path-upper-case", it.request(target=it.path.upper()), PAGE),
        Row("path-parameter", it.request(target=it.path + ";v=1"), PAGE),
        Row("path-suffix", it.request(target=it.path + ".json"), PAGE),
        Row("path-below", it.request(target=it.path + "/x"), PAGE),
        Row("path-backslash", it.request(target=it.path.replace("/", "\\")), BELOW),
        Row("path-of-the-raw-bytes", it.request(target=it.path + "\xff"), BELOW),
        Row("path-with-space", it.request(target=it.path + " x"), BELOW),
        Row("path-with-nul", it.request(target=it.path + "\0"), BELOW),
        Row("path-without-slash", it.request(target=it.path[1:]), BELOW),
        Row("path-empty", it.request(target=""), BELOW),
        Row("path-of-100-kb", it.request(target=it.path + "x" * 100_000), BELOW),
        Row("query-ignored", it.request(target=it.path + "?debug=1&debug=2"), it.success),
        Row("query-of-slashes", it.request(target=it.path + "?/../..//"), it.success),
        Row("query-of-bad-percent", it.request(target=it.path + "?a=%zz&%00=%ff"), it.success),
        Row("query-only-question-mark", it.request(target=it.path + "?"), it.success),
        Row("target-absolute", it.request(target="http://other.example" + it.path), it.success),
        Row("target-absolute-with-user", it.request(target="http://a:b@other.example:1" + it.path), it.success),
        Row("target-absolute-bad-port", it.request(target="http://other:99999999" + it.path), BELOW),
        Row("target-asterisk", it.request(b"", method="OPTIONS", target="*"), PAGE),
        Row("target-asterisk-post", it.request(target="*"), PAGE),
        Row("target-authority", it.request(target="mock:80"), BELOW),
    ]


def _versions(it: Endpoint) -> list[Row]:
    plain = it.request(headers=[("Connection", "close")])
    return [
        Row("version-1.0", it.request(version="HTTP/1.0"), it.success),
        Row("version-1.0-keep-alive", it.request(version="HTTP/1.0", headers=KEEP_ALIVE), it.success),
        Row("version-1.1-without-host", plain.replace(b"Host: mock\r\n", b""), it.success),
        Row("version-1.1-two-hosts", it.request(headers=[("Host", "other")]), it.success),
        Row("version-0.9", f"GET {it.path}\r\n\r\n".encode("ascii"), it.wrong_method),
        Row("version-0.9-written", it.request(b"", method="GET", version="HTTP/0.9"), it.wrong_method),
        Row("version-1.2", it.request(version="HTTP/1.2"), BELOW),
        Row("version-2.0", it.request(version="HTTP/2.0"), it.success),
        Row("version-3.0", it.request(version="HTTP/3.0"), BELOW),
        Row("version-9.9", it.request(version="HTTP/9.9"), BELOW),
        Row("version-lower-case", it.request(version="http/1.1"), BELOW),
        Row("version-of-letters", it.request(version="HTTP/one"), BELOW),
        Row("version-of-others", it.request(version="ICE/1.0"), BELOW),
        Row("version-missing-slash", it.request(version="HTTP1.1"), BELOW),
        Row("preface-of-http-2", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + bytes(9), BELOW),
        Row("hello-of-tls", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(64), BELOW),
        Row("hello-of-ssh", b"SSH-2.0-OpenSSH_9.2\r\n", BELOW),
        Row("garbage", bytes(range(256)), BELOW),
        Row("garbage-zeros", bytes(10_000), BELOW),
        Row("garbage-after-newlines", b"\r\n\r\n\r\n\x00\xff", BELOW),
        Row("an-answer-as-request", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", BELOW),
        Row("nothing-and-hang-up", b"", SILENCE, hang_up=True),
        Row("newlines-before-request", b"\r\n\r\n" + plain, it.success),
        Row("space-before-request", b" " + plain, BELOW),
    ]


def _heads(it: Endpoint) -> list[Row]:
    return [
        Row("head-of-100-kb", it.request(headers=[("X-Long", "a" * 100_000)]), BELOW),
        Row("head-of-10000-headers", it.request(headers=[(f"X-{n}", "a") for n in range(10_000)]), BELOW),
        Row("head-of-60-kb", it.request(headers=[("X-Long", "a" * 60_000)]), it.success),
        Row("head-name-of-100-kb", it.request(headers=[("X" * 100_000, "a")]), BELOW),
        Row("head-endless", lambda: _endless(it), BELOW),
        Row("head-endless-headers", lambda: _endless_headers(it), BELOW),
        Row("head-half-and-hang-up", it.request()[:60], SILENCE, hang_up=True),
        Row("header-without-colon", _with_line(it, b"Nonsense"), BELOW),
        Row("header-without-name", _with_line(it, b": value"), BELOW),
        Row("header-with-space-in-name", _with_line(it, b"X Y: value"), BELOW),
        Row("header-with-space-before-colon", _with_line(it, b"X-Y : value"), BELOW),
        Row("header-with-nul", _with_line(it, b"X-Y: a\0b"), BELOW),
        Row("header-with-bare-cr", _with_line(it, b"X-Y: a\rX-Z: b"), BELOW),
        Row("header-with-escape", _with_line(it, b"X-Y: \x1b[31m"), BELOW),
        Row("header-with-raw-bytes", _with_line(it, b"X-Y: \xff\xfe\x80"), it.success),
        Row("header-name-with-raw-bytes", _with_line(it, b"X-\xff: a"), BELOW),
        Row("header-folded", _with_line(it, b"X-Y: a\r\n folded"), BELOW),
        Row("header-injected-by-encoding", it.request(headers=[("X-Y", "a%0d%0aSet-Cookie: b")]), it.success),
        Row("lines-end-with-lf", it.request().replace(b"\r\n", b"\n", it.request().count(b"\r\n")), BELOW),
        Row("host-injected", it.request(headers=[("X-Forwarded-Host", "evil.example\\")]), it.success),
        Row("forwarded", it.request(headers=[("X-Forwarded-For", "' OR 1=1"), ("X-Forwarded-Proto", "x")]), it.success),
        Row("accept-html-only", it.request(b"", headers=[("Accept", "text/html")], method="GET"), it.wrong_method),
        Row("accept-nonsense", it.request(headers=[("Accept", "////;;q=nan,,")]), it.success),
        Row("accept-encoding-nonsense", it.request(headers=[("Accept-Encoding", "gzip;q=-1, \x7e")]), it.success),
        Row("range", it.request(headers=[("Range", "bytes=0-0")]), it.success),
        Row("if-match", it.request(headers=[("If-Match", "*"), ("If-Modified-Since", "never")]), it.success),
        Row("origin-foreign", it.request(headers=[("Origin", "https://evil.example")]), it.success),
        Row("connection-names-content-length", it.request(headers=[("Connection", "content-length")]), it.success),
        Row("expect-100-continue", it.request(headers=[("Expect", "100-continue")]), it.success),
        Row("expect-nonsense", it.request(headers=[("Expect", "the-unexpected")]), it.success),
        Row("content-type-missing", it.request(content_type=None), it.wrong_media_type),
        Row("content-type-empty", it.request(content_type=" "), it.wrong_media_type),
        Row("content-type-semicolon", it.request(content_type=";"), it.wrong_media_type),
        Row("content-type-raw-bytes", it.request(content_type=b"\xff\xfe/\x80"), it.wrong_media_type),
        Row("content-type-text", it.request(content_type="text/plain"), it.wrong_media_type),
        Row("content-type-html", it.request(content_type="text/html"), it.wrong_media_type),
        Row("content-type-urlencoded", it.request(content_type=URLENCODED), it.wrong_media_type),
        Row("content-type-xml", it.request(content_type="application/xml"), it.wrong_media_type),
        Row("content-type-octets", it.request(content_type="application/octet-stream"), it.wrong_media_type),
        Row("content-type-any", it.request(content_type="*/*"), it.wrong_media_type),
        Row("content-type-of-60-kb", it.request(content_type="a/" + "b;c=" * 15_000), it.wrong_media_type),
        Row("content-type-quotes", it.request(content_type='a/b; c="' + '\\"' * 20_000), it.wrong_media_type),
        Row(
            "content-type-twice-the-same",
            it.request(headers=[("Content-Type", it.content_type)]),
            it.wrong_media_type,
        ),
        Row("content-type-two", it.request(headers=[("Content-Type", "text/plain")]), it.wrong_media_type),
        Row("content-type-list", it.request(content_type=it.content_type + ", text/plain"), it.listed_media_type),
        Row("content-type-upper-case", it.request(content_type=_upper_type(it)), it.success),
    ]


def _framing(it: Endpoint) -> list[Row]:
    body, half = it.body, it.body[: len(it.body) // 2]
    whole = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    return [
        Row("length-too-short", it.request(length=False, headers=[("Content-Length", str(len(half)))]), it.half_a_body),
        Row("length-zero", it.request(length=False, headers=[("Content-Length", "0")]), it.no_body),
        Row("length-missing", it.request(length=False), it.no_body),
        Row("length-too-long", it.request(length=False, headers=[("Content-Length", "99999")]), SILENCE, hang_up=True),
        Row("length-and-garbage-after", it.request() + b"\0\xff garbage", it.success),
        Row("length-and-half-a-request-after", it.request() + it.request()[:50], it.success),
        Row("length-negative", it.request(length=False, headers=[("Content-Length", "-1")]), BELOW),
        Row("length-with-plus", it.request(length=False, headers=[("Content-Length", f"+{len(body)}")]), BELOW),
        Row("length-hexadecimal", it.request(length=False, headers=[("Content-Length", f"{len(body):#x}")]), BELOW),
        Row("length-with-point", it.request(length=False, headers=[("Content-Length", f"{len(body)}.0")]), BELOW),
        Row("length-empty", it.request(length=False, headers=[("Content-Length", "")]), BELOW),
        Row("length-of-letters", it.request(length=False, headers=[("Content-Length", "many")]), BELOW),
        Row("length-list", it.request(length=False, headers=[("Content-Length", f"{len(body)}, {len(body)}")]), BELOW),
        Row("length-two-different", it.request(headers=[("Content-Length", "5")]), BELOW),
        Row("length-two-the-same", it.request(headers=[("Content-Length", str(len(body)))]), BELOW),
        Row("length-of-25-digits", it.request(length=False, headers=[("Content-Length", "9" * 25)]), BELOW),
        Row("length-of-5000-digits", it.request(length=False, headers=[("Content-Length", "9" * 5000)]), BELOW),
        Row(
            "length-of-a-petabyte", it.request(length=False, headers=[("Content-Length", "1" + "0" * 15)]), it.too_large
        ),
        Row("length-and-chunked", it.request(whole, headers=CHUNKED), BELOW),
        Row("chunked", it.chunked(whole), it.success),
        Row(
            "chunked-upper-case",
            it.request(whole, headers=[("Transfer-Encoding", "CHUNKED")], length=False),
            it.success,
        ),
        Row("chunked-one-byte-each", it.chunked(b"".join(b"1\r\n%c\r\n" % byte for byte in body) + LAST), it.success),
        Row("chunked-leading-zeros", it.chunked(b"00000" + whole), it.success),
        Row("chunked-with-extension", it.chunked(whole.replace(b"\r\n", b';a="b"\r\n', 1)), it.success),
        Row("chunked-with-trailers", it.chunked(whole[:-2] + b"X-Trailer: a\r\n\r\n"), it.success),
        Row("chunked-trailing-length", it.chunked(whole[:-2] + b"Content-Length: 3\r\n\r\n"), BELOW),
        Row("trailer-endless-line", lambda: _endless_trailer(it, b"X-Endless: ", b"a" * 50_000), BELOW),
        Row("trailer-endless-name", lambda: _endless_trailer(it, b"", b"a" * 50_000), BELOW),
        Row("trailer-endless-fields", lambda: _endless_trailer(it, b"", b"X-Endless: again\r\n" * 3_000), BELOW),
        Row("extension-endless", lambda: _endless_extension(it), BELOW),
        Row("extension-endless-in-small-chunks", lambda: _endless_extensions(it), BELOW),
        Row("chunked-empty", it.chunked(LAST), it.no_body),
        Row("chunked-bad-size", it.chunked(b"zz\r\n" + body + b"\r\n0\r\n\r\n"), BELOW),
        Row("chunked-negative-size", it.chunked(b"-5\r\n" + body + b"\r\n0\r\n\r\n"), BELOW),
        Row("chunked-huge-size", it.chunked(b"F" * 17 + b"\r\n" + body), BELOW),
        Row("chunked-wrong-size", it.chunked(b"3\r\n" + body + b"\r\n0\r\n\r\n"), BELOW),
        Row("chunked-no-line-ends", it.chunked(b"%x" % len(body) + body), BELOW),
        Row("chunked-and-hang-up", it.chunked(whole[:-8]), SILENCE, hang_up=True),
        Row("chunked-without-end", it.chunked(whole[:-5]), SILENCE, hang_up=True),
        Row("chunked-twice", it.request(whole, headers=[*CHUNKED, *CHUNKED], length=False), BELOW),
        Row(
            "coding-gzip-last", it.request(whole, headers=[("Transfer-Encoding", "chunked, gzip")], length=False), BELOW
        ),
        Row("coding-unknown", it.request(whole, headers=[("Transfer-Encoding", "xchunked")], length=False), BELOW),
        Row("coding-identity", it.request(whole, headers=[("Transfer-Encoding", "identity")], length=False), BELOW),
        Row("coding-in-1.0", it.request(whole, headers=CHUNKED, length=False, version="HTTP/1.0"), it.success),
        Row("half-a-body-and-hang-up", it.request()[: -len(body) // 2], SILENCE, hang_up=True),
        Row("gzip-body", it.request(gzip.compress(body), headers=[("Content-Encoding", "gzip")]), it.half_a_body),
        Row("gzip-body-unannounced", it.request(gzip.compress(body)), it.half_a_body),
        Row("gzip-bomb", it.request(gzip.compress(bytes(1 << 24)), headers=GZIP), it.half_a_body),
        Row("gzip-announced-only", it.request(headers=GZIP), it.success),
    ]


def _upgrades(it: Endpoint) -> list[Row]:
    whole = b"%x\r\n%b\r\n0\r\n\r\n" % (len(it.body), it.body)
    return [
        Row("upgrade-h2c-with-body", it.request(headers=H2C), it.success),
        Row("upgrade-h2c-without-body", it.request(b"", headers=H2C, method="GET"), it.wrong_method),
        Row("upgrade-h2c-and-more", it.request(headers=H2C) + it.request(), it.success),
        Row("upgrade-h2c-half-a-body", it.request(headers=H2C)[:-20], SILENCE, hang_up=True),
        Row(
            "upgrade-h2c-too-large", it.request(headers=[*H2C, ("Content-Length", "9" * 9)], length=False), it.too_large
        ),
        Row("upgrade-h2c-chunked", it.request(whole, headers=[*H2C, *CHUNKED], length=False), BELOW),
        Row("upgrade-websocket", it.request(headers=WEBSOCKET), it.success),
        Row("upgrade-websocket-get", it.request(b"", headers=WEBSOCKET, method="GET"), it.wrong_method),
        Row("upgrade-nonsense", it.request(headers=[*UPGRADE, ("Upgrade", "\xff")]), it.success),
    ]


LAST = b"0\r\n\r\n"
URLENCODED = "application/x-www-form-urlencoded"
CHUNKED: list[Header] = [("Transfer-Encoding", "chunked")]
GZIP: list[Header] = [("Content-Encoding", "gzip")]
KEEP_ALIVE: list[Header] = [("Connection", "keep-alive")]
UPGRADE: list[Header] = [("Connection", "Upgrade")]
H2C: list[Header] = [("Connection", "Upgrade, HTTP2-Settings"), ("Upgrade", "h2c"), ("HTTP2-Settings", "AAMAAABk")]
WEBSOCKET: list[Header] = [*UPGRADE, ("Upgrade", "websocket"), ("Sec-WebSocket-Version", "13")]
PREFLIGHT: list[Header] = [("Origin", "https://evil.example"), ("Access-Control-Request-Method", "POST")]


def _with_line(it: Endpoint, line: bytes) -> bytes:
    return it.request().replace(b"Host: mock\r\n", b"Host: mock\r\n" + line + b"\r\n", 1)


def _upper_type(it: Endpoint) -> str:
    kind, semicolon, parameters = it.content_type.partition(";")
    return kind.upper() + semicolon + parameters


def _endless(it: Endpoint) -> Iterator[bytes]:
    yield f"POST {it.path} HTTP/1.1\r\nX-Endless: ".encode("ascii")
    for _ in range(1_000):
        yield b"a" * 50_000


def _endless_headers(it: Endpoint) -> Iterator[bytes]:
    yield f"POST {it.path} HTTP/1.1\r\n".encode("ascii")
    for _ in range(1_000):
        yield b"X-Endless: again\r\n" * 3_000


def _endless_trailer(it: Endpoint, first: bytes, again: bytes) -> Iterator[bytes]:
    yield it.chunked(b"%x\r\n%b\r\n0\r\n" % (len(it.body), it.body)) + first
    for _ in range(2_000):
        yield again


def _endless_extension(it: Endpoint) -> Iterator[bytes]:
    yield it.chunked(b"%x;a=" % len(it.body))
    for _ in range(2_000):
        yield b"a" * 50_000


def _endless_extensions(it: Endpoint) -> Iterator[bytes]:
    """Never more than 50 kB without a byte of the body."""
    yield it.chunked(b"")
    for byte in it.body:
        yield b"1;a=%b\r\n%c\r\n" % (b"a" * 50_000, byte)
