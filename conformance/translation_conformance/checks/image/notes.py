"""Notes."""

from translation_conformance import pictures
from translation_conformance.check import Check
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import refused
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds, told

_MISNAMED = probes.accepted("a PNG named and typed as a JPEG", probes.asking(pictures.MISNAMED))

CHECKS = (
    Check("PNG is accepted", probes.AS_PNG, each("image.notes.png", succeeds())),
    Check("JPEG is accepted under both its names", probes.AS_JPEG, each("image.notes.jpeg", succeeds())),
    Check("WebP is accepted", probes.AS_WEBP, each("image.notes.webp", succeeds())),
    Check("GIF is accepted", probes.AS_GIF, each("image.notes.gif", succeeds())),
    Check("other types are refused", probes.OTHER_TYPES, each("image.notes.other-types", refused())),
    Check("what a misnamed picture meets", _MISNAMED, observe("image.notes.type-by-content", told)),
    Check("what a damaged picture meets", probes.DAMAGED, observe("image.notes.damaged-picture", told)),
    Check("an empty upload is refused", probes.EMPTY_UPLOAD, each("image.notes.empty-upload", refused())),
)
