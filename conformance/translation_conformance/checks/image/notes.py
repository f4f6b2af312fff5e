"""Notes."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import is_error, refused
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, succeeds_or_refuses, told

_SERVED_OR_REFUSED = succeeds_or_refuses(is_error)

CHECKS = (
    Check("PNG is accepted", probes.AS_PNG, each("image.notes.png", succeeds())),
    Check("JPEG is accepted under both its names", probes.AS_JPEG, each("image.notes.jpeg", succeeds())),
    Check("WebP is accepted", probes.AS_WEBP, each("image.notes.webp", succeeds())),
    Check("GIF is accepted", probes.AS_GIF, each("image.notes.gif", succeeds())),
    Check("an unusual JPEG is no reason to fail", probes.ODD_JPEG, each("image.notes.jpeg", _SERVED_OR_REFUSED)),
    Check("an animated GIF is no reason to fail", probes.ODD_GIF, each("image.notes.gif", _SERVED_OR_REFUSED)),
    Check("other types are refused", probes.OTHER_TYPES, each("image.notes.other-types", refused())),
    Check("what a misnamed picture meets", probes.MISNAMED, observe("image.notes.type-by-content", told)),
    Check("what a damaged picture meets", probes.DAMAGED, observe("image.notes.damaged-picture", told)),
    Check("an empty upload is refused", probes.EMPTY_UPLOAD, each("image.notes.empty-upload", refused())),
)
