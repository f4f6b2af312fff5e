"""The requests that are sent, as bytes, with the documents' own keys: they are demo accounts that do not run out."""

import json

from translation_openapi import IMAGE, TEXT, Api

_BOUNDARY = "bench-7d1f4e"


def text_request() -> bytes:
    """The printed request of the text document."""
    media = TEXT.contract.operation.definition["requestBody"]["content"]["application/json"]
    body = json.dumps(media["examples"]["hello"]["value"]).encode()
    return _post(TEXT, "x-api-key: YOUR_API_KEY", "application/json", body)


def image_request(picture: bytes) -> bytes:
    """A picture to be translated into French."""
    parts = (
        b'--%b\r\nContent-Disposition: form-data; name="image"; filename="picture.png"\r\n'
        b"Content-Type: image/png\r\n\r\n%b\r\n"
        b'--%b\r\nContent-Disposition: form-data; name="target_language"\r\n\r\nfr\r\n--%b--\r\n'
    )
    boundary = _BOUNDARY.encode()
    body = parts % (boundary, picture, boundary, boundary)
    return _post(IMAGE, "Authorization: Bearer itk_xxx.its_yyy", f"multipart/form-data; boundary={_BOUNDARY}", body)


def _post(api: Api, credentials: str, media_type: str, body: bytes) -> bytes:
    head = (
        f"POST {api.contract.operation.path} HTTP/1.1\r\nHost: 127.0.0.1\r\n{credentials}\r\n"
        f"Content-Type: {media_type}\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode("ascii") + body
