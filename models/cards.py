"""Flat objects with symbols: stickers, shipping labels, packages, posters, and decoys.

A card is drawn without perspective at its own resolution. Its symbols are recorded as quads, so
that the perspective transform of the scene also yields the ground truth.
"""
from dataclasses import dataclass, field

import cv2
import numpy as np

import symbols
import textures


@dataclass
class Card:
    """An image and its symbols: (class, four corners in card pixels)."""

    image: np.ndarray
    marks: list = field(default_factory=list)

    @property
    def size(self):
        return self.image.shape[1], self.image.shape[0]


def sheet(width, height, paper):
    return Card(np.full((int(height), int(width), 3), np.clip(paper, 0, 255), np.uint8))


def draw_symbol(rng, kind):
    """A symbol of a class as modules, and the optional text below it."""
    if kind == symbols.BARCODE:
        return symbols.barcode(rng)
    return (symbols.qr_code(rng) if kind == symbols.QR_CODE else symbols.marker(rng)), ""


def print_modules(image, modules, box, ink, paper=None):
    """Draw modules enlarged into a box, on the existing paper or on a separate patch."""
    x, y, width, height = (int(round(v)) for v in box)
    enlarge = cv2.INTER_NEAREST if width >= modules.shape[1] else cv2.INTER_AREA
    coverage = 1 - cv2.resize(modules, (width, height), interpolation=enlarge).astype(np.float32)[..., None] / 255
    area = image[y:y + height, x:x + width]
    under = area if paper is None else np.float32(paper)
    area[:] = textures.to_bytes(under + (np.float32(ink) - under) * coverage)


def stamp(rng, card, kind, box, ink=(12, 12, 14), quiet=None, upright=True):
    """Draw a symbol at the largest size that fits in a box and record its position.

    The text of a barcode takes a part of its height. `quiet` is the colour of a patch beneath the
    symbol, for packages whose own colour would give too little contrast.
    """
    x, y, width, height = box
    modules, text = draw_symbol(rng, kind)
    if not upright:
        modules = np.ascontiguousarray(np.rot90(modules))
    if quiet is not None:
        cv2.rectangle(card.image, (int(x), int(y)), (int(x + width), int(y + height)), textures.rgb(quiet), -1)
        margin = 0.07 * min(width, height)
        x, y, width, height = x + margin, y + margin, width - 2 * margin, height - 2 * margin
    caption = min(0.16 * height, 0.1 * width) if text and upright and height > 40 else 0
    room = height - caption
    if kind == symbols.BARCODE:
        ratio = modules.shape[1] / modules.shape[0]
        fit_width, fit_height = (width, min(room, width / ratio)) if upright else (min(width, room * ratio), room)
    else:
        fit_width = fit_height = min(width, room)
    left, top = int(x + (width - fit_width) / 2), int(y + (room - fit_height) / 2)
    fit_width, fit_height = int(fit_width), int(fit_height)
    print_modules(card.image, modules, (left, top, fit_width, fit_height), ink)
    if caption:
        spread = " ".join(text) if len(text) < 13 else text
        textures.write(rng, card.image, spread[: int(fit_width / (caption * 0.42))], left + fit_width * 0.06,
                       top + fit_height + caption * 0.85, caption * 0.6, ink, cv2.FONT_HERSHEY_SIMPLEX)
    corners = [[left, top], [left + fit_width, top], [left + fit_width, top + fit_height], [left, top + fit_height]]
    card.marks.append((kind, np.array(corners, np.float32)))


def pick_kind(rng):
    return int(rng.choice(3, p=(0.34, 0.36, 0.30)))


def dark(rng):
    """Ink: mostly near black, sometimes a dark colour or a washed-out grey."""
    return textures.colour(rng, 0, rng.choice([30, 60, 110], p=(0.6, 0.28, 0.12)), 0.25)


def light(rng):
    return textures.colour(rng, rng.choice([225, 190, 160], p=(0.6, 0.28, 0.12)), 255, 0.2)


def sticker(rng):
    """One symbol with a quiet zone, wide or narrow, sometimes with a line of text."""
    kind = pick_kind(rng)
    width = 260.0
    height = width * (rng.uniform(0.3, 0.85) if kind == symbols.BARCODE else 1)
    quiet = width * rng.uniform(0.03, 0.16)
    title = width * 0.14 if rng.random() < 0.3 else 0
    card = sheet(width + 2 * quiet, height + 2 * quiet + title, light(rng))
    ink = dark(rng)
    stamp(rng, card, kind, (quiet, quiet, width, height), ink)
    if title:
        words = " ".join(rng.choice(textures.WORDS, 2))[:16]
        textures.write(rng, card.image, words, quiet, card.size[1] - quiet * 0.8, title * 0.55, ink)
    return card


def label(rng):
    """A shipping label: sender, address, one or two barcodes, often a QR code in the corner."""
    width, height = 400.0, float(rng.uniform(260, 560))
    card, ink = sheet(width, height, light(rng)), dark(rng)
    image, edge = card.image, 14
    cv2.rectangle(image, (4, 4), (int(width) - 5, int(height) - 5), textures.rgb(ink), 2)
    band = height * rng.uniform(0.12, 0.2)
    if rng.random() < 0.5:
        cv2.rectangle(image, (4, 4), (int(width) - 5, int(band)), textures.rgb(textures.colour(rng, 20, 160)), -1)
    textures.write(rng, image, str(rng.choice(textures.WORDS)), edge, band * 0.75, band * 0.5, ink)
    middle, bars = height * 0.55, height * rng.uniform(0.2, 0.3)
    corner_kind = int(rng.choice([symbols.QR_CODE, symbols.QR_CODE, symbols.MARKER]))
    size = min(middle - band - 16, 150)
    if rng.random() < 0.6:
        stamp(rng, card, corner_kind, (width - size - edge, band + 8, size, size), ink)
    textures.paragraph(rng, image, (edge, band + 6, width - size - 2 * edge, middle), ink, int(rng.uniform(9, 16)))
    cv2.line(image, (4, int(middle)), (int(width) - 5, int(middle)), textures.rgb(ink), 2)
    if rng.random() < 0.85:
        stamp(rng, card, symbols.BARCODE, (edge * 2, middle + 10, width - 4 * edge, bars), ink)
    below = middle + bars + 18
    if height - below > 40:
        textures.paragraph(rng, image, (edge, below, width - edge, height - 10), ink, 11)
    return card


def package(rng):
    """The face of a packet: colours, a big name, shapes, and a symbol on a pale patch."""
    width, height = float(rng.uniform(240, 420)), float(rng.uniform(240, 460))
    card = Card(textures.BACKGROUNDS[int(rng.integers(3))](rng, int(height), int(width)))
    image = card.image
    for _ in range(int(rng.integers(1, 5))):
        shape(rng, image)
    word = str(rng.choice(textures.WORDS)).upper()
    textures.write(rng, image, word, width * 0.08, height * 0.22, width * rng.uniform(0.06, 0.13), textures.colour(rng))
    kind = pick_kind(rng)
    patch = width * rng.uniform(0.35, 0.7)
    tall = patch * (rng.uniform(0.45, 0.8) if kind == symbols.BARCODE else 1)
    upright = kind != symbols.BARCODE or rng.random() < 0.75
    if not upright:
        patch, tall = tall, patch
    x, y = rng.uniform(4, max(5, width - patch - 4)), rng.uniform(height * 0.25, max(height * 0.26, height - tall - 4))
    tall = min(tall, height - y - 3)
    stamp(rng, card, kind, (x, y, patch, tall), dark(rng), light(rng), upright)
    return card


def shape(rng, image):
    """A coloured ellipse, box or polygon anywhere on an image."""
    height, width = image.shape[:2]
    centre, paint = (int(rng.integers(width)), int(rng.integers(height))), textures.rgb(textures.colour(rng))
    size = rng.uniform(0.04, 0.3) * width
    choice = rng.integers(4)
    if choice == 0:
        axes = (int(size), int(size * rng.uniform(0.3, 1)))
        cv2.ellipse(image, centre, axes, float(rng.uniform(0, 180)), 0, 360, paint, -1, cv2.LINE_AA)
    elif choice == 1:
        corner = (int(centre[0] + size), int(centre[1] + size * rng.uniform(0.2, 2)))
        cv2.rectangle(image, centre, corner, paint, -1)
    elif choice == 2:
        points = np.int32(np.array(centre) + rng.uniform(-size, size, (int(rng.integers(3, 7)), 2)))
        cv2.fillPoly(image, [points], paint, cv2.LINE_AA)
    else:
        end = (int(rng.integers(width)), int(rng.integers(height)))
        cv2.line(image, centre, end, paint, max(1, int(size / 8)), cv2.LINE_AA)


def board(rng):
    """Several markers side by side, as on a calibration or robot board."""
    columns, rows = int(rng.integers(1, 4)), int(rng.integers(1, 3))
    cell, gap = 130, int(rng.uniform(14, 60))
    card, ink = sheet(columns * (cell + gap) + gap, rows * (cell + gap) + gap, light(rng)), dark(rng)
    for row in range(rows):
        for column in range(columns):
            if rng.random() < 0.8:
                box = (gap + column * (cell + gap), gap + row * (cell + gap), cell, cell)
                stamp(rng, card, symbols.MARKER, box, ink)
    return card


def decoy(rng):
    """A sheet with a regular pattern that must not be detected."""
    size = int(rng.integers(120, 280))
    pattern = textures.lookalike(rng, size)
    margin = int(size * rng.uniform(0.02, 0.2))
    card = sheet(pattern.shape[1] + 2 * margin, pattern.shape[0] + 2 * margin, light(rng))
    ink = dark(rng) if rng.random() < 0.7 else textures.colour(rng, 0, 160)
    print_modules(card.image, pattern, (margin, margin, pattern.shape[1], pattern.shape[0]), ink)
    return card


def leaflet(rng):
    """Coloured paper with shapes and text but no symbol at all."""
    width, height = int(rng.uniform(160, 380)), int(rng.uniform(140, 400))
    card = Card(textures.BACKGROUNDS[int(rng.integers(3))](rng, height, width))
    for _ in range(int(rng.integers(0, 6))):
        shape(rng, card.image)
    if rng.random() < 0.8:
        textures.paragraph(rng, card.image, (8, 8, width - 8, height * rng.uniform(0.4, 1)), textures.colour(rng))
    return card


WITH_SYMBOLS = (sticker, sticker, sticker, label, label, package, package, board)
WITHOUT = (decoy, decoy, leaflet)
