"""Logos for the demo, drawn by code: a shape in a colour, another one for each partner."""

from __future__ import annotations

import io
from collections.abc import Callable
from math import cos, pi, sin

from PIL import Image, ImageDraw

from directory.pictures import Picture, read_picture

SIZE = 216
SCALE = 4  # drawn larger, then made smaller: smooth edges
Colour = tuple[int, int, int]
COLOURS: tuple[Colour, ...] = (
    (39, 70, 184), (179, 38, 30), (20, 104, 58), (118, 74, 0), (106, 45, 145), (0, 96, 110), (150, 30, 90), (60, 66, 76),
)  # fmt: skip
_LIGHT = (255, 255, 255)


def _rings(draw: ImageDraw.ImageDraw, colour: Colour, side: int) -> None:
    for part, fill in ((0.08, colour), (0.2, _LIGHT), (0.32, colour), (0.44, _LIGHT)):
        draw.ellipse((side * part, side * part, side * (1 - part), side * (1 - part)), fill=fill)


def _bars(draw: ImageDraw.ImageDraw, colour: Colour, side: int) -> None:
    for number, height in enumerate((0.35, 0.55, 0.8)):
        left = side * (0.14 + number * 0.26)
        draw.rectangle((left, side * (0.9 - height), left + side * 0.2, side * 0.9), fill=colour)


def _hexagon(draw: ImageDraw.ImageDraw, colour: Colour, side: int) -> None:
    for radius, fill in ((0.44, colour), (0.22, _LIGHT)):
        corners = [_corner(side, radius, number / 6) for number in range(6)]
        draw.polygon(corners, fill=fill)


def _waves(draw: ImageDraw.ImageDraw, colour: Colour, side: int) -> None:
    for number in range(3):
        top = side * (0.18 + number * 0.22)
        points = [(x, top + sin(x / side * 2 * pi) * side * 0.07) for x in range(0, side + 1, 4)]
        draw.line(points, fill=colour, width=side // 12, joint="curve")


def _star(draw: ImageDraw.ImageDraw, colour: Colour, side: int) -> None:
    corners = [_corner(side, 0.45 if number % 2 == 0 else 0.19, number / 10 - 0.25) for number in range(10)]
    draw.polygon(corners, fill=colour)


def _squares(draw: ImageDraw.ImageDraw, colour: Colour, side: int) -> None:
    soft: Colour = (colour[0] // 2 + 127, colour[1] // 2 + 127, colour[2] // 2 + 127)
    for left, top, fill in ((0.1, 0.1, colour), (0.54, 0.1, soft), (0.1, 0.54, soft), (0.54, 0.54, colour)):
        draw.rectangle((side * left, side * top, side * (left + 0.36), side * (top + 0.36)), fill=fill)


def _corner(side: int, radius: float, turn: float) -> tuple[float, float]:
    return side * (0.5 + radius * cos(turn * 2 * pi)), side * (0.5 + radius * sin(turn * 2 * pi))


SHAPES: tuple[Callable[[ImageDraw.ImageDraw, Colour, int], None], ...] = (
    _rings, _bars, _hexagon, _waves, _star, _squares,
)  # fmt: skip


def draw_logo(number: int) -> Picture:
    """The same number gives the same picture; neighbours differ in shape and colour."""
    side = SIZE * SCALE
    image = Image.new("RGB", (side, side), _LIGHT)
    SHAPES[number % len(SHAPES)](ImageDraw.Draw(image), COLOURS[number * 3 % len(COLOURS)], side)
    target = io.BytesIO()
    image.resize((SIZE, SIZE), Image.Resampling.LANCZOS).save(target, "PNG")
    return read_picture(target.getvalue())
