"""Painted pictures that Pillow cannot write, or not as they are asked for first."""

from io import BytesIO
from typing import Any

import pytest
from PIL import Image

from mock_support.fidelity import BOX, SRGB, colourful, opened, saved
from translation_mock.domain.pictures import Line, plant, translate_picture
from translation_mock.domain.pictures.files import png_coding
from translation_mock.domain.pictures.files.containers import dissect
from translation_mock.domain.refusals import DamagedPicture


@pytest.mark.parametrize("form", ["png", "jpeg", "webp", "gif"])
def test_what_cannot_be_written_is_damaged(form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """An error while a picture is written is a refusal; one of the caller's own is not taken for it."""
    data = plant(saved(colourful(), form), [Line("Exit", BOX)])

    def failing(text: str) -> str:
        raise ZeroDivisionError(text)

    def refusing(*_: object, **__: object) -> None:
        raise ValueError("encoding error 5")

    with pytest.raises(ZeroDivisionError):
        translate_picture(data, failing, lambda _: "", max_pixels=10_000_000)
    monkeypatch.setattr(Image.Image, "save", refusing)
    monkeypatch.setattr(png_coding, "coded", refusing)
    with pytest.raises(DamagedPicture):
        translate_picture(data, str.upper, lambda _: "", max_pixels=10_000_000)


@pytest.mark.parametrize("refused", range(4))
def test_a_webp_without_room_is_written_with_less_quality(refused: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where libwebp has no room for what predicts the blocks, it is asked for less quality, and at last for no loss."""
    data = saved(colourful(), "webp", quality=80, icc_profile=SRGB)
    save, asked = Image.Image.save, []

    def saving(picture: Image.Image, file: BytesIO, form: str, **options: Any) -> None:
        asked.append((options["quality"], options.get("lossless", False)))
        if len(asked) <= refused:
            raise ValueError("encoding error 6")
        save(picture, file, form, **options)

    data = plant(data, [Line("Exit", BOX)])
    monkeypatch.setattr(Image.Image, "save", saving)
    after = translate_picture(data, str.upper, lambda _: "", max_pixels=10_000_000).data

    assert asked == [(90, False), (60, False), (20, False), (0, True)][: refused + 1]
    assert opened(after).info["icc_profile"] == SRGB
    assert dissect(after).lossless is (refused == 3)


@pytest.mark.slow
def test_noise_for_which_a_webp_has_no_room_is_written() -> None:
    """Twenty megapixels of noise come back, though libwebp cannot write them with the quality that is tried first."""
    noise = Image.effect_noise((4_500, 4_500), 20).convert("RGB")
    with pytest.raises(ValueError, match="encoding error 6"):
        saved(noise, "webp", quality=90, method=0)
    data = plant(saved(noise, "webp", quality=60, method=0), [Line("Exit", BOX)])

    after = translate_picture(data, str.upper, lambda _: "", max_pixels=40_000_000).data

    assert opened(after).size == (4_500, 4_500)
