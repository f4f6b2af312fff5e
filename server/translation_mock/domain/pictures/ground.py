"""The ground of a part of a picture, continued from its border, and what stands out from it."""

from PIL import Image, ImageChops, ImageFilter

from translation_mock.domain.pictures.lines import Box


def continued_ground(outer: Image.Image, box: Box) -> Image.Image:
    """The ground of a box, continued from its border: the mean of a blend across and a blend down."""
    width, height = outer.size
    top = (box.left, 0, box.right, box.top) if box.top else (box.left, 0, box.right, 1)
    bottom = (box.left, min(box.bottom, height - 1), box.right, height)
    left = (0, box.top, box.left, box.bottom) if box.left else (0, box.top, 1, box.bottom)
    right = (min(box.right, width - 1), box.top, width, box.bottom)
    size = (box.width, box.height)
    across = Image.new(outer.mode, (2, box.height))
    for column, edge in enumerate((left, right)):
        across.paste(smooth(outer.crop(edge), (1, box.height)), (column, 0))
    down = Image.new(outer.mode, (box.width, 2))
    for row, edge in enumerate((top, bottom)):
        down.paste(smooth(outer.crop(edge), (box.width, 1)), (0, row))
    return Image.blend(
        across.resize(size, Image.Resampling.BILINEAR, box=(0.5, 0, 1.5, box.height)),
        down.resize(size, Image.Resampling.BILINEAR, box=(0, 0.5, box.width, 1.5)),
        0.5,
    )


def smooth(edge: Image.Image, size: tuple[int, int]) -> Image.Image:
    """A strip of border as one row or column, without its noise and without ink that reaches into it."""
    sampled = tuple(old if new == 1 else max(1, new // 3) for old, new in zip(edge.size, size, strict=True))
    coarse = tuple(max(1, side // 8) for side in size)
    strip = edge.resize((sampled[0], sampled[1]), Image.Resampling.NEAREST).filter(ImageFilter.MedianFilter(5))
    return strip.resize((coarse[0], coarse[1]), Image.Resampling.BOX).resize(size, Image.Resampling.BILINEAR)


def strongest_difference(old: Image.Image, ground: Image.Image) -> Image.Image:
    """How far each pixel is from the ground, in the channel in which it is farthest."""
    premultiplied = {"RGBA": "RGBa", "LA": "La"}.get(old.mode)
    if premultiplied:
        old, ground = old.convert(premultiplied), ground.convert(premultiplied)
    channels = (
        ImageChops.difference(old, ground).split()
        if len(old.getbands()) == 1
        else [ImageChops.difference(a, b) for a, b in zip(old.split(), ground.split(), strict=True)]
    )
    strongest = channels[0]
    for channel in channels[1:]:
        strongest = ImageChops.lighter(strongest, channel)
    return strongest


def highest(difference: Image.Image) -> int:
    """The difference that is only exceeded by one pixel in 200, so that no speck decides."""
    counts = difference.histogram()
    left = sum(counts) // 200
    for value in range(255, 0, -1):
        left -= counts[value]
        if left < 0:
            return value
    return 0
