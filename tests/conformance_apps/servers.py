"""Every server of this folder that the suite is tried on."""

from conformance_apps import legal_image, legal_text, wrong_image, wrong_text
from conformance_apps.faults import Variant

#: Each breaks the requirement that it names.
WRONG: tuple[Variant, ...] = (*wrong_image.WRONG.variants, *wrong_text.WRONG.variants)
#: Each is unusual, and conforms.
LEGAL: tuple[Variant, ...] = (*legal_image.LEGAL.variants, *legal_text.LEGAL.variants)
