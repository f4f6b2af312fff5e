"""Notes."""

from translation_conformance.check import Check
from translation_conformance.checks.image import _drawn as drawn
from translation_conformance.checks.image import _probes as probes
from translation_conformance.checks.image._answers import is_error, refused
from translation_conformance.judging import each, observe
from translation_conformance.look import succeeds_or_refuses, told

_SERVED_OR_REFUSED = succeeds_or_refuses(is_error)

CHECKS = (
    Check(
        "ordinary files of each type are accepted",
        probes.MIXED,
        probes.MIX.judge("image.notes.png", "image.notes.jpeg", "image.notes.webp", "image.notes.gif"),
    ),
    Check(
        "it does not matter how a file is called",
        probes.MIXED,
        probes.MIX.judge("image.notes.file-names"),
    ),
    Check("an unusual PNG is no reason to fail", probes.ODD_PNG, each("image.notes.png", _SERVED_OR_REFUSED)),
    Check("an unusual JPEG is no reason to fail", probes.ODD_JPEG, each("image.notes.jpeg", _SERVED_OR_REFUSED)),
    Check("an animated WebP is no reason to fail", probes.ODD_WEBP, each("image.notes.webp", _SERVED_OR_REFUSED)),
    Check("an animated GIF is no reason to fail", probes.ODD_GIF, each("image.notes.gif", _SERVED_OR_REFUSED)),
    Check(
        "a name without an ending is no reason to fail",
        probes.UNNAMED,
        each("image.notes.file-names", _SERVED_OR_REFUSED),
    ),
    Check("other types are refused", probes.OTHER_TYPES, each("image.notes.other-types", refused())),
    Check("a drawn picture is no reason to fail", drawn.PICTURES, drawn.BY_TYPE),
    Check("drawn files of other types are refused", drawn.FILES, each("image.notes.other-types", refused())),
    Check("a form that breaks one rule on files is refused", drawn.BREAKING, drawn.by_rule("image.notes.")),
    Check("what a misnamed picture meets", probes.MISNAMED, observe("image.notes.type-by-content", told)),
    Check("what a disguised file meets", probes.DISGUISED, observe("image.notes.type-by-content", told)),
    Check("what a damaged picture meets", probes.DAMAGED, observe("image.notes.damaged-picture", told)),
    Check("an empty upload is refused", probes.EMPTY_UPLOAD, each("image.notes.empty-upload", refused())),
)
