"""The six sample images, composed by hand from the parts of the training scenes.

Each image has its own seed, so a change to one does not affect the others. The sample images use
real typefaces for human viewers; the training scenes use OpenCV's stroke fonts.
"""
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

import cards
import symbols
import textures
from cards import Card
from network import CLASSES
from scenes import Scene
from space import Camera, cuboid, darken, finish, flat, floor, lay, lit

PHOTO_SEED = 3
INK = (24, 24, 28)


def letters(card, text, x, y, height, ink=INK, bold=True):
    """Type set in DejaVu Sans; x, y is the top left corner."""
    font = ImageFont.truetype("DejaVuSans-Bold.ttf" if bold else "DejaVuSans.ttf", int(height))
    picture = Image.fromarray(card.image)
    ImageDraw.Draw(picture).text((x, y), text, font=font, fill=tuple(int(v) for v in ink))
    card.image[:] = np.asarray(picture)


def bar(card, box, paint):
    x1, y1, x2, y2 = (int(v) for v in box)
    cv2.rectangle(card.image, (x1, y1), (x2, y2), textures.rgb(paint), -1)


def shipping_label(rng, code, receiver):
    """Receiver, routing square with a QR code, tracking barcode."""
    card = cards.sheet(760, 560, (247, 246, 242))
    cv2.rectangle(card.image, (8, 8), (751, 551), INK, 4)
    bar(card, (8, 8, 752, 84), INK)
    letters(card, "NORTHWAY EXPRESS", 28, 24, 42, (250, 250, 250))
    letters(card, "2 kg", 640, 28, 36, (250, 250, 250))
    letters(card, "SHIP TO", 28, 104, 22)
    for row, line in enumerate(receiver):
        letters(card, line, 28, 136 + row * 40, 32, bold=row == 0)
    cards.stamp(rng, card, symbols.QR_CODE, (528, 104, 200, 200), INK)
    bar(card, (8, 318, 752, 322), INK)
    cards.stamp(rng, card, symbols.BARCODE, (56, 342, 648, 150), INK)
    letters(card, code, 56, 504, 32)
    return card


def carton(rng, width, height, words="", tape=False):
    """A face of a cardboard box, with print and packing tape."""
    card = Card(textures.cardboard(rng, height, width, (190, 150, 106)))
    if tape:
        stripe = card.image[:, int(width * 0.44):int(width * 0.56)]
        stripe[:] = textures.to_bytes(stripe * np.float32(0.82) + np.float32([44, 34, 18]))
    if words:
        letters(card, words, width * 0.07, height * 0.76, height * 0.12, (96, 62, 40))
    return card


def room(rng, width, height, wall, horizon):
    """A blurred wall with large soft shapes: the part of an image that is out of focus."""
    image = textures.shade(np.float32(wall), textures.noise(rng, height, width, 3, 0.5) * 14)
    for _ in range(9):
        x, tall = int(rng.integers(-60, width)), int(rng.integers(height // 12, height // 3))
        paint = textures.rgb(np.float32(wall) * rng.uniform(0.55, 1.2) + rng.uniform(-18, 18, 3))
        cv2.rectangle(image, (x, horizon - tall), (x + int(rng.integers(40, width // 5)), horizon), paint, -1)
    return Scene(cv2.GaussianBlur(image, (0, 0), max(width, height) / 75))


def parcel(rng):
    """A parcel on a table, with its label on the front."""
    scene = room(rng, 1280, 720, (172, 178, 182), 250)
    camera = Camera((1280, 720), (0.22, -0.95, 0.60), (0.02, 0.0, 0.13))
    floor(scene, camera, textures.wood(np.random.default_rng(5), 900, 1400, (150, 108, 72)), (-1.3, 1.4), (-0.6, 0.9))
    front = carton(rng, 900, 620)
    label = shipping_label(rng, "NX 4821 7730 61", ("Ada Lindqvist", "18 Harbour Street", "Bergen 5003"))
    front = lay(front, label, (440, 300), 640)
    cuboid(scene, camera, (0.0, 0.08), (0.46, 0.34, 0.317), -5, front,
           carton(rng, 600, 560, "FRAGILE"), carton(rng, 900, 600, tape=True))
    return finish(rng, scene)


def product(rng, name, detail, base, accent, kind):
    """The back of a packet as it stands on a shelf."""
    card = Card(textures.shade(np.float32(base), textures.grain(rng, 620, 440, 3)))
    bar(card, (0, 0, 440, 150), accent)
    letters(card, name, 28, 44, 60, (250, 248, 240))
    cv2.ellipse(card.image, (220, 245), (150, 62), 0, 0, 360, textures.rgb(accent), -1, cv2.LINE_AA)
    letters(card, detail, 128, 226, 32, (250, 248, 240))
    size = (60, 340, 320, 220) if kind == symbols.BARCODE else (100, 336, 240, 240)
    cards.stamp(rng, card, kind, size, INK, (250, 250, 248))
    return card


def shelf(rng):
    """Three packets on a shelf, backs to the front."""
    scene = room(rng, 1024, 768, (206, 198, 184), 500)
    camera = Camera((1024, 768), (0.06, -1.05, 0.36), (0.0, 0.0, 0.17), 1.25)
    board = textures.wood(np.random.default_rng(8), 500, 1400, (188, 152, 112))
    floor(scene, camera, board, (-1.0, 1.0), (-0.14, 0.3))
    edge = lit(Card(textures.wood(np.random.default_rng(9), 60, 1400, (170, 134, 96))), 0.8)
    scene.paste(edge, camera.project([[-1, -0.14, 0], [1, -0.14, 0], [1, -0.14, -0.05], [-1, -0.14, -0.05]]))
    below = camera.project([[-1, -0.14, -0.05], [1, -0.14, -0.05], [1, -0.14, -0.4], [-1, -0.14, -0.4]])
    scene.paste(Card(textures.gradient(np.random.default_rng(4), 40, 80) // 8 + 52), below)
    rows = (
        (-0.27, "Oats", "500 g", (238, 226, 200), (58, 104, 76), symbols.BARCODE, 5, 0.235),
        (0.0, "Coffee", "250 g", (214, 188, 160), (92, 52, 40), symbols.QR_CODE, -4, 0.215),
        (0.27, "Tea", "80 g", (206, 222, 226), (44, 82, 120), symbols.BARCODE, -7, 0.225),
    )
    for x, name, detail, base, accent, kind, yaw, width in rows:
        side = Card(textures.shade(np.float32(accent), textures.grain(rng, 200, 100, 3)))
        cuboid(scene, camera, (x, 0.04), (width, 0.1, width * 620 / 440), yaw,
               product(rng, name, detail, base, accent, kind), side, side)
    return finish(rng, scene)


def marker_sheet(rng, label):
    card = cards.sheet(320, 356, (246, 246, 243))
    cards.stamp(rng, card, symbols.MARKER, (36, 36, 248, 248), INK)
    letters(card, label, 36, 304, 28, bold=False)
    return card


def markers(rng):
    """A robot's work table: markers at its corners, a chessboard for the camera."""
    scene = room(rng, 800, 600, (92, 98, 106), 120)
    camera = Camera((800, 600), (0.0, -0.95, 0.92), (0.0, -0.02, 0.0), 1.2)
    top = textures.shade(np.float32([128, 134, 138]), textures.grain(rng, 900, 1200, 5)
                         + textures.noise(rng, 900, 1200, 5, 0.6) * 9)
    floor(scene, camera, top, (-0.9, 0.9), (-0.7, 0.65))
    for index, (x, y, yaw) in enumerate(((-0.36, 0.2, 4), (0.37, 0.22, -6), (-0.3, -0.22, -9), (0.31, -0.2, 12))):
        flat(scene, camera, marker_sheet(rng, f"station {index + 1}"), (x, y), 0.2, yaw)
    squares = cards.sheet(420, 420, (246, 246, 243))
    cards.print_modules(squares.image, textures.checkerboard(np.random.default_rng(6), 360), (30, 30, 360, 360), INK)
    flat(scene, camera, squares, (0.02, 0.08), 0.24, 14)
    return finish(rng, scene)


def ticket(rng):
    """An admission ticket on dark wood, held upright in portrait format."""
    scene = Scene(textures.wood(np.random.default_rng(12), 640, 480, (112, 76, 52)))
    card = cards.sheet(520, 800, (250, 247, 238))
    bar(card, (0, 0, 520, 170), (150, 44, 52))
    letters(card, "CITY MUSEUM", 36, 40, 52, (252, 248, 240))
    letters(card, "Day ticket · one adult", 38, 108, 28, (252, 248, 240), False)
    cards.stamp(rng, card, symbols.QR_CODE, (130, 220, 270, 270), INK)
    letters(card, "Saturday 14 June", 96, 540, 36)
    letters(card, "10:00 – 18:00 · Hall B", 106, 590, 28, bold=False)
    bar(card, (30, 646, 490, 649), (180, 172, 160))
    cards.stamp(rng, card, symbols.BARCODE, (70, 670, 380, 110), INK)
    quad = np.float32([[96, 60], [396, 46], [412, 556], [84, 566]])
    darken(scene, quad + np.float32([9, 12]), 9, 0.45)
    scene.paste(lit(card, 1.0), quad)
    return finish(rng, scene, 0.4)


def poster(rng):
    """A poster on a brick wall, with a QR code to scan in passing."""
    wall = textures.tiles(np.random.default_rng(31), 900, 720)
    grey = wall.mean(2, keepdims=True)
    scene = Scene(textures.to_bytes((wall * 0.15 + grey * 0.85) * np.float32([1.12, 0.92, 0.8])))
    card = cards.sheet(700, 980, (236, 178, 66))
    cv2.circle(card.image, (350, 330), 215, (214, 84, 52), -1, cv2.LINE_AA)
    cv2.circle(card.image, (350, 330), 140, (244, 214, 140), -1, cv2.LINE_AA)
    bar(card, (0, 452, 700, 470), (60, 44, 60))
    letters(card, "OPEN AIR", 58, 498, 106, (60, 44, 60))
    letters(card, "summer concerts", 62, 628, 52, (60, 44, 60), False)
    letters(card, "every Friday", 62, 736, 40, (60, 44, 60))
    letters(card, "free entry", 62, 790, 40, (60, 44, 60), False)
    cards.stamp(rng, card, symbols.QR_CODE, (400, 704, 240, 240), INK, (252, 250, 244))
    quad = np.float32([[128, 92], [604, 128], [588, 806], [112, 786]])
    scene.paste(lit(card, 1.0), quad, 0.45)
    light = np.float32([[0, 420], [0, 900], [520, 900]])
    darken(scene, light, 14, 0.22)
    return finish(rng, scene)


def conveyor(rng):
    """Small parcels on a conveyor belt, seen from above."""
    ground = np.random.default_rng(22)
    scene = Scene(textures.shade(np.float32([146, 142, 134]), textures.noise(ground, 640, 960, 5, 0.6) * 14))
    camera = Camera((960, 640), (0.0, -0.8, 1.05), (0.0, 0.02, 0.0), 1.2)
    belt = textures.shade(np.float32([52, 54, 58]), textures.grain(rng, 500, 1400, 5))
    floor(scene, camera, np.full((40, 80, 3), (150, 154, 160), np.uint8), (-1.2, 1.2), (-0.36, 0.4))
    floor(scene, camera, belt, (-1.2, 1.2), (-0.31, 0.35))
    white = Card(textures.shade(np.float32([226, 226, 222]), textures.grain(rng, 420, 560, 3)))
    brown, square = carton(rng, 560, 460), carton(rng, 460, 460)
    tag = cards.sheet(480, 300, (248, 248, 246))
    letters(tag, "BIN A-07", 30, 14, 40)
    cards.stamp(rng, tag, symbols.BARCODE, (30, 88, 420, 196), INK)
    code = cards.sheet(240, 240, (248, 248, 246))
    cards.stamp(rng, code, symbols.QR_CODE, (22, 22, 196, 196), INK)
    print_out = cards.sheet(240, 240, (248, 248, 246))
    cards.stamp(rng, print_out, symbols.MARKER, (30, 30, 180, 180), INK)
    side = carton(rng, 400, 200)
    cuboid(scene, camera, (-0.36, 0.02), (0.31, 0.25, 0.11), 8, side, side, lay(brown, tag, (285, 230), 420, 3))
    cuboid(scene, camera, (0.02, -0.02), (0.24, 0.24, 0.15), -12, side, side, lay(square, code, (235, 225), 300, -4))
    cuboid(scene, camera, (0.38, 0.03), (0.30, 0.23, 0.08), 5, white, white, lay(white, print_out, (275, 210), 260, 6))
    return finish(rng, scene)


PHOTOS = (parcel, shelf, markers, ticket, poster, conveyor)


def write_all(folder: Path):
    """Write the images as JPEG, their labels as YOLO text beside them, and the class names to data.yaml."""
    folder.mkdir(exist_ok=True)
    for number, draw in enumerate(PHOTOS):
        image, marks = draw(np.random.default_rng([PHOTO_SEED, number]))
        height, width = image.shape[:2]
        cv2.imwrite(str(folder / f"{draw.__name__}.jpg"), image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, 88])
        lines = []
        for kind, x1, y1, x2, y2 in marks:
            box = ((x1 + x2) / 2 / width, (y1 + y2) / 2 / height, (x2 - x1) / width, (y2 - y1) / height)
            lines.append(" ".join([str(int(kind)), *(f"{value:.6f}" for value in box)]))
        (folder / f"{draw.__name__}.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    names = "\n".join(f"  {index}: {name}" for index, name in enumerate(CLASSES))
    yaml = f"path: .\ntrain: .\nval: .\nnames:\n{names}\n"
    (folder / "data.yaml").write_text(yaml, encoding="utf-8")
