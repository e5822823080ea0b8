"""An uploaded picture comes out as one of ours, or is refused with a reason: never as it was sent."""

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from kliqs.errors import KliqsError
from kliqs.pictures.reading import LARGEST_UPLOAD, Encoded, read_picture
from pictures.files import encoded, moving, photo, plain, png_of

BOUNDS = (60, 60)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>'


def read(upload: bytes, bounds: tuple[int, int] = BOUNDS) -> Encoded:
    return read_picture(io.BytesIO(upload), bounds)


def opened(picture: Encoded) -> Image.Image:
    image = Image.open(io.BytesIO(picture.content))
    image.load()
    return image


def pixel(picture: Encoded, place: tuple[int, int]) -> tuple[int, ...]:
    value = opened(picture).convert("RGBA").getpixel(place)
    assert isinstance(value, tuple)
    return value


def refusal(upload: bytes) -> tuple[str, str | None]:
    with pytest.raises(KliqsError) as caught:
        read(upload)
    return caught.value.code, caught.value.field


def test_a_photo_stands_upright_and_tells_nothing_of_place_or_camera() -> None:
    picture = read(photo())
    assert b"Secret" in photo()
    assert b"secret comment" in photo()
    assert b"Exif" not in picture.content
    assert b"secret comment" not in picture.content
    image = opened(picture)
    assert not image.getexif()
    assert (picture.width, picture.height) == image.size == (30, 60)
    top, bottom = pixel(picture, (15, 5)), pixel(picture, (15, 55))
    assert min(top) > 200, "its white half was at the left, and is on top now"
    assert bottom[1] < 120


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_small_keeps_its_size_and_opaque_ones_become_jpeg(kind: str) -> None:
    picture = read(plain(kind, (50, 20)))
    assert (picture.width, picture.height, picture.extension) == (50, 20, "jpg")
    assert opened(picture).format == "JPEG"


def test_see_through_pictures_stay_so() -> None:
    picture = read(encoded(Image.new("RGBA", (90, 30), (10, 120, 100, 80)), "PNG"))
    assert picture.extension == "png"
    assert pixel(picture, (3, 3))[3] == 80
    assert (picture.width, picture.height) == (60, 20)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "CMYK", "I;16"])
def test_every_kind_of_pixel_can_be_shown(mode: str) -> None:
    kind = "TIFF" if mode == "CMYK" else "PNG"
    upload = plain("JPEG") if kind == "TIFF" else encoded(Image.new(mode, (20, 20)), kind)
    assert opened(read(upload)).size[0] > 0


def test_a_phones_photo_with_a_second_one_inside_is_its_first() -> None:
    two = encoded(
        Image.new("RGB", (40, 40), "red"), "MPO", save_all=True, append_images=[Image.new("RGB", (40, 40), "blue")]
    )
    red, _, blue, _ = pixel(read(two), (5, 5))
    assert red > 200
    assert blue < 60


@pytest.mark.parametrize(
    "upload",
    [b"", b"hello", SVG, plain("GIF"), plain("BMP"), plain("TIFF"), b"%PDF-1.7\n", plain()[:300], plain("PNG")[:60]],
    ids=["nothing", "text", "svg", "gif", "bmp", "tiff", "pdf", "cut jpeg", "cut png"],
)
def test_what_is_no_whole_picture_is_refused(upload: bytes) -> None:
    assert refusal(upload) == ("INVALID_PICTURE", "picture")


@pytest.mark.parametrize("kind", ["WEBP", "PNG"])
def test_moving_pictures_are_refused(kind: str) -> None:
    assert refusal(moving(kind)) == ("MOVING_PICTURE", "picture")


@pytest.mark.parametrize(
    "upload",
    [png_of(50_000, 50_000), png_of(6_400, 6_400), png_of(1, 30_000), b"\0" * (LARGEST_UPLOAD + 1)],
    ids=["bomb", "many pixels", "long side", "many bytes"],
)
def test_what_would_take_too_much_memory_is_refused_unopened(upload: bytes) -> None:
    assert refusal(upload) == ("PICTURE_TOO_LARGE", "picture")


def test_nothing_that_follows_or_hides_in_a_picture_is_kept() -> None:
    payload = b"<script>alert(document.domain)</script>"
    page = plain()[:-2] + b"\xff\xfe" + (len(payload) + 2).to_bytes(2, "big") + payload + b"\xff\xd9" + payload * 3
    for upload in (page, plain() + payload, plain("PNG") + b"PK\x03\x04" + payload):
        assert payload not in read(upload).content


@settings(max_examples=150, deadline=None)
@given(
    upload=st.sampled_from([photo(), plain("PNG"), plain("WEBP"), moving("WEBP")]),
    edits=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), max_size=12),
    cut=st.floats(0, 1),
)
def test_damage_anywhere_ends_in_a_picture_or_a_refusal(
    upload: bytes, edits: list[tuple[float, int]], cut: float
) -> None:
    broken = bytearray(upload)
    for place, value in edits:
        broken[int(place * len(broken))] = value
    picture: Encoded | None = None
    with suppress(KliqsError):
        picture = read(bytes(broken[: int(len(broken) * max(cut, 0.2))]))
    if picture is not None:
        assert opened(picture).size == (picture.width, picture.height)
        assert max(picture.width, picture.height) <= 60
