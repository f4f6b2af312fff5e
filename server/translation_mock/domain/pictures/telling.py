"""What is wrong with a picture, in words for those who gave it to a command or named it in a file."""

from translation_mock.domain.pictures.files.formats import Format
from translation_mock.domain.refusals import OversizedPicture, Refused, UnsupportedPicture

_NAMES = {form: form.name for form in Format} | {Format.WEBP: "WebP"}


def told(cause: Refused) -> str:
    """The end of a sentence that begins with the name of the picture: "is no GIF, JPEG, PNG or WebP"."""
    if isinstance(cause, UnsupportedPicture):
        *names, last = _NAMES.values()
        return f"is no {', '.join(names)} or {last}"
    if isinstance(cause, OversizedPicture):
        return f"has {cause.pixels} pixels over all its frames; {cause.limit} are the limit"
    return "is damaged: it cannot be read to its end"
