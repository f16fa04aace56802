"""Logos: what is no picture is refused, what is one is drawn anew (reference 3.19; trust: uploads)."""

from __future__ import annotations

import io
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from directory.pictures import MAX_BYTES, Picture, read_picture
from partnercenter.core.errors import DomainError
from tests.directory import pictures as some


def drawn(picture: Picture) -> Image.Image:
    return Image.open(io.BytesIO(picture.content))


def refusal(content: bytes) -> str:
    with pytest.raises(DomainError) as caught:
        read_picture(content)
    assert caught.value.field == "logo"
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "kind", "size"),
    [
        (some.png(216, 216), "image/png", (216, 216)),
        (some.png(300, 600), "image/png", (300, 600)),
        (some.png(1, 1), "image/png", (1, 1)),
        (some.see_through(), "image/png", (100, 100)),
        (some.jpeg(216, 216), "image/jpeg", (216, 216)),
        (some.gif(), "image/png", (120, 90)),
        (some.gif(frames=12), "image/png", (120, 90)),
    ],
)
def test_gif_jpg_and_png_are_taken(content, kind, size):
    picture = read_picture(content)
    assert (picture.content_type, (picture.width, picture.height)) == (kind, size)
    assert drawn(picture).size == size
    assert len(picture.digest) == 64
    assert read_picture(content).digest == picture.digest, "the same picture is the same file"


def test_an_animation_is_its_first_frame():
    assert getattr(drawn(read_picture(some.gif(frames=12))), "n_frames", 1) == 1


def test_what_can_be_seen_through_stays_so():
    assert drawn(read_picture(some.see_through())).getpixel((5, 5))[3] == 0


@pytest.mark.parametrize("content", [some.telling_png("4F1-secret"), some.telling_jpeg("4F1-secret")])
def test_nothing_but_pixels_is_left(content):
    assert b"4F1-secret" in content
    picture = read_picture(content)
    assert b"4F1-secret" not in picture.content
    assert b"script" not in picture.content
    again = drawn(picture)
    assert not dict(again.getexif())
    assert not {"comment", "Comment", "Author", "icc_profile", "exif"} & set(again.info)


def test_a_photograph_on_its_side_is_put_upright():
    assert drawn(read_picture(some.telling_jpeg("x"))).size == (100, 200)


@pytest.mark.situation("C-118")
@pytest.mark.parametrize("name", sorted(some.NO_PICTURES))
def test_what_is_not_a_picture_is_refused(name):
    assert refusal(some.NO_PICTURES[name]) == "not_a_picture"


def test_limits_are_told():
    assert refusal(some.png(301, 10)) == "too_wide"
    assert refusal(some.png(10, 601)) == "too_high"
    assert refusal(b"\x89PNG" + b"\x00" * MAX_BYTES) == "too_large"


def test_a_bomb_is_refused_before_it_is_unpacked():
    assert len(some.bomb()) < 10_000
    assert refusal(some.bomb()) == "not_a_picture"
    assert refusal(some.bomb(5_000, 5_000)) == "too_wide"
    assert refusal(some.bomb(300, 60_000_000)) in {"too_high", "not_a_picture"}


def test_nor_is_a_text_beside_the_pixels_unpacked():
    content = some.text_bomb()
    assert len(content) < MAX_BYTES
    assert refusal(content) == "not_a_picture"


@settings(max_examples=150, deadline=None)
@given(
    source=st.sampled_from([some.png(40, 40), some.jpeg(40, 40), some.gif(3)]),
    cuts=st.lists(st.tuples(st.integers(0, 2000), st.binary(max_size=8)), max_size=6),
)
def test_a_damaged_file_is_a_picture_or_a_refusal(source, cuts):
    """Never another error, and never bytes that came from outside."""
    content = bytearray(source)
    for at, put in cuts:
        start = at % len(content)
        content[start : start + len(put)] = put
    with suppress(DomainError):
        assert drawn(read_picture(bytes(content))).format in {"PNG", "JPEG"}
