"""HTTP/1.1 on the wire: uvicorn's protocol, hardened for requests that are too large in their head or not HTTP."""

from http import HTTPStatus

import httptools
import orjson
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

#: More than any client of these APIs has reason to send in a request line and headers, in bytes; and, once more, in
#: a trailer and all else of a chunked body that is no content.
MAX_HEAD = 64 * 1024
#: What a chunk may take for its size and line ends. Beside it an extension may be as long as the chunk, as signatures
#: are; only what is more counts against `MAX_HEAD`, so that a long body in small chunks is none too large.
_CHUNK_LINES = 16


class _HeadTooLarge(Exception):
    """A head, or the fields of a trailer, are larger than `MAX_HEAD`; never leaves `Protocol`."""


class Protocol(HttpToolsProtocol):
    """uvicorn's protocol, with an answer in JSON for what is no request, and a bound for the head of one."""

    #: Whether a head has begun and is not complete.
    _in_head = False
    #: How many bytes came that were no body, since the head or the body began. The piece of data in which either begins
    #: or ends is left out, because nobody tells where in it: the bound is never too strict, and late by one piece.
    _beside_body = 0
    #: How long the fields of the trailer are.
    _trailer = 0
    #: How much of the body of a request with an ignored upgrade is still to come; None where nothing was ignored.
    _plain_body_left: int | None = None
    #: The last answer on this connection, while it waits for those to earlier requests.
    _refusal = b""

    def data_received(self, data: bytes) -> None:
        """Take the next bytes from the client."""
        if self._refusal:
            return
        if self._plain_body_left is not None:
            self._receive_plain_body(data)
            return
        self._unset_keepalive_if_required()
        self._beside_body = max(0, self._beside_body) + len(data)
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade as upgrade:
            self._ignore_upgrade(data[upgrade.args[0] :])
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _HeadTooLarge):
                self._refuse_head()
            else:
                self.send_400_response("Invalid HTTP request.")
        else:
            if self._beside_body > MAX_HEAD:
                self._refuse_head()

    def _ignore_upgrade(self, rest: bytes) -> None:
        """Go on with HTTP/1.1 where the client offered another protocol, as RFC 9110, 7.8 allows.

        The parser takes the end of the head for the end of the request then; a body of known length is taken here.
        """
        self.cycle.more_body = True
        if any(name == b"transfer-encoding" for name, _ in self.headers) or self.scope.get("method") == "CONNECT":
            self.send_400_response("Invalid HTTP request.")
            return
        self.cycle.keep_alive = False
        self._plain_body_left = int(next((value for name, value in self.headers if name == b"content-length"), b"0"))
        self._receive_plain_body(rest)

    def _receive_plain_body(self, data: bytes) -> None:
        """Take the next bytes of the body; what follows it is not read, because the connection ends with the answer."""
        left = self._plain_body_left or 0
        data = data[:left]
        self._plain_body_left = left - len(data)
        if self.cycle.response_complete:
            return
        self.cycle.body += data
        self.cycle.more_body = self._plain_body_left > 0
        self.cycle.message_event.set()

    def on_message_begin(self) -> None:
        """Begin to count the head of the next request."""
        super().on_message_begin()
        self._in_head = True
        self._beside_body = self._trailer = 0

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; drop a field of a trailer, which counts for nothing (RFC 9110, 6.5.1).

        The application has seen the head by then, or has not: what it is told must not depend on that.
        """
        if self._in_head:
            super().on_header(name, value)
            return
        self._trailer += len(name) + len(value)
        if self._trailer > MAX_HEAD:
            raise _HeadTooLarge

    def on_headers_complete(self) -> None:
        """The head is there: hand the request over, unless it is too large."""
        if len(self.url) + sum(len(name) + len(value) for name, value in self.headers) > MAX_HEAD:
            raise _HeadTooLarge
        super().on_headers_complete()
        self._in_head = False
        self._beside_body = 0

    def on_chunk_header(self) -> None:
        """A chunk begins, the last and empty one too."""
        self._beside_body -= _CHUNK_LINES

    def on_body(self, body: bytes) -> None:
        """Take a piece of the body."""
        self._beside_body -= 2 * len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        """The request is complete."""
        super().on_message_complete()
        self._beside_body = 0

    def on_response_complete(self) -> None:
        """Answer the next request, or at the end what was no request."""
        last = not self.pipeline
        super().on_response_complete()
        if last and self._refusal:
            self._send_refusal()

    def send_400_response(self, msg: str) -> None:
        """Answer what is not HTTP, in a shape that each of the documents allows for an error."""
        self._refuse(HTTPStatus.BAD_REQUEST, msg, "INVALID_HTTP")

    def _refuse_head(self) -> None:
        self._refuse(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE, "Request headers are too large.", "HEADERS_TOO_LARGE")

    def _refuse(self, status: HTTPStatus, message: str, code: str) -> None:
        """Take no more from this client, and say so after the answers to the requests that were complete before.

        Those may have been charged; an answer out of turn would be taken for theirs.
        """
        body = orjson.dumps({"error": message, "code": code})
        head = (
            f"HTTP/1.1 {status.value} {status.phrase}\r\n"
            f"content-type: application/json\r\ncontent-length: {len(body)}\r\nconnection: close\r\n\r\n"
        )
        self._refusal = head.encode("ascii") + body
        if self.cycle is not None and self.cycle.more_body and not self._in_head:
            self._refuse_body()
        elif self.cycle is None or self.cycle.response_complete:
            self._send_refusal()

    def _refuse_body(self) -> None:
        """Refuse the request that `self.cycle` stands for, the rest of whose body cannot be read."""
        if self.pipeline and self.pipeline[0][0] is self.cycle:
            self.pipeline.popleft()
        elif self.cycle.response_started:
            self.transport.close()
        else:
            self._send_refusal()

    def _send_refusal(self) -> None:
        if not self.transport.is_closing():
            self.transport.write(self._refusal)
            self.transport.close()
