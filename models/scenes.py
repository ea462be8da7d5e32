"""Scenes: cards placed into an image with perspective, shadow and light, then degraded like a camera image.

`random_scene` creates the training and test scenes; the sample images use the same parts.
"""
import cv2
import numpy as np

import cards
import symbols
import textures

# Below these sides (in pixels of the 320-pixel input) a symbol is texture, not an object.
SMALLEST = {symbols.QR_CODE: (20, 16), symbols.BARCODE: (32, 10), symbols.MARKER: (18, 14)}
VISIBLE_ENOUGH = 0.75


class Scene:
    """An image under construction and its visible symbols."""

    def __init__(self, image):
        self.image = image
        self.marks = []

    @property
    def size(self):
        return self.image.shape[1], self.image.shape[0]

    def paste(self, card, quad, shadow=0.0, multiply=False):
        """Map a card onto four points of the image; `multiply` blends it with the existing pixels."""
        quad = np.float32(quad)
        width, height = self.size
        reach = 2 + 0.12 * float(np.ptp(quad, axis=0).max()) * (shadow > 0)
        x1, y1 = np.maximum(np.floor(quad.min(0) - reach), 0).astype(int)
        x2, y2 = np.minimum(np.ceil(quad.max(0) + reach), (width, height)).astype(int)
        if x2 <= x1 or y2 <= y1:
            return
        source = shrink(card.image, quad)
        across, down = source.shape[1], source.shape[0]
        corners = np.float32([[0, 0], [across, 0], [across, down], [0, down]])
        transform = cv2.getPerspectiveTransform(corners - 0.5, quad - np.float32([x1, y1]) - 0.5)
        area = self.image[y1:y2, x1:x2]
        size = (area.shape[1], area.shape[0])
        drawn = cv2.warpPerspective(source, transform, size, flags=cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
        solid = np.full((down, across), 255, np.uint8)
        alpha = cv2.warpPerspective(solid, transform, size, flags=cv2.INTER_LINEAR).astype(np.float32)[..., None] / 255
        under = area.astype(np.float32)
        if shadow > 0:
            soft = cv2.GaussianBlur(alpha[..., 0], (0, 0), max(0.6, reach / 3.5))
            shift = np.float32([[1, 0, reach / 3.5], [0, 1, reach / 3]])
            under *= 1 - shadow * cv2.warpAffine(soft, shift, size)[..., None]
        over = under * (drawn.astype(np.float32) / 255) if multiply else drawn.astype(np.float32)
        area[:] = textures.to_bytes(under + (over - under) * alpha)
        self.marks += self.mapped(card, quad)

    def mapped(self, card, quad):
        """The symbols of the card in image coordinates."""
        width, height = card.size
        corners = np.float32([[0, 0], [width, 0], [width, height], [0, height]])
        transform = cv2.getPerspectiveTransform(corners, np.float32(quad))
        return [(kind, cv2.perspectiveTransform(points[None], transform)[0]) for kind, points in card.marks]

    def accepts(self, card, quad):
        """True if the card hides no symbol and its own symbols are large and visible enough."""
        x1, y1 = np.min(quad, 0)
        x2, y2 = np.max(quad, 0)
        for _, points in self.marks:
            left, top = points.min(0)
            right, bottom = points.max(0)
            if x1 < right and x2 > left and y1 < bottom and y2 > top:
                return False
        zoom = 320 / max(self.size)
        for kind, points in self.mapped(card, quad):
            sides = np.linalg.norm(points - np.roll(points, 1, 0), axis=1).reshape(2, 2).mean(0) * zoom
            if max(sides) < SMALLEST[kind][0] or min(sides) < SMALLEST[kind][1]:
                return False
            full, seen = np.ptp(points, 0), np.ptp(np.clip(points, 0, self.size), 0)
            if min(seen / full) < VISIBLE_ENOUGH:
                return False
        return True

    def boxes(self):
        """Class, x1, y1, x2, y2 of every symbol, clipped to the image."""
        rows = []
        for kind, points in self.marks:
            points = np.clip(points, 0, self.size)
            rows.append([kind, *points.min(0), *points.max(0)])
        return np.array(rows, np.float32).reshape(-1, 5)


def shrink(image, quad):
    """Downscale by averaging to about the final size: warping alone would alias fine bars."""
    quad = np.float32(quad)
    across = max(np.linalg.norm(quad[1] - quad[0]), np.linalg.norm(quad[2] - quad[3]), 4)
    down = max(np.linalg.norm(quad[3] - quad[0]), np.linalg.norm(quad[2] - quad[1]), 4)
    size = (int(min(image.shape[1], across * 1.15) + 1), int(min(image.shape[0], down * 1.15) + 1))
    if size == (image.shape[1], image.shape[0]):
        return image
    return cv2.resize(image, size, interpolation=cv2.INTER_AREA)


def rotation(yaw, pitch, roll):
    """Angles in degrees to a matrix; roll is the rotation within the image plane."""
    matrix = np.eye(3)
    for axis, angle in ((np.array([0, 1.0, 0]), yaw), (np.array([1.0, 0, 0]), pitch), (np.array([0, 0, 1.0]), roll)):
        matrix = cv2.Rodrigues(axis * np.radians(angle))[0] @ matrix
    return matrix


def tilted(width, height, centre, matrix, distance=3.0):
    """Corners of a rectangle turned in space, seen from `distance` times its size."""
    half = np.array([[-width, -height, 0], [width, -height, 0], [width, height, 0], [-width, height, 0]]) / 2
    turned = half @ matrix.T
    depth = distance * max(width, height)
    return turned[:, :2] * (depth / (depth + turned[:, 2:])) + np.array(centre)


def place(rng, scene, card, size, tries=4):
    """Place a card at a random position with its first symbol (or the card) about `size` pixels large, if it fits."""
    reference = np.ptp(card.marks[0][1], 0).max() if card.marks else max(card.size)
    scale = size / reference
    multiply = bool(card.marks) and rng.random() < 0.12 and scene.image.mean() > 110
    for _ in range(tries):
        tilt = rng.choice([8, 30, 55], p=(0.4, 0.35, 0.25))
        roll = rng.normal(0, 8) if rng.random() < 0.6 else rng.uniform(-180, 180)
        matrix = rotation(rng.uniform(-tilt, tilt), rng.uniform(-tilt, tilt), roll)
        centre = rng.uniform(0.02, 0.98, 2) * scene.size
        quad = tilted(card.size[0] * scale, card.size[1] * scale, centre, matrix, rng.uniform(1.6, 5))
        if scene.accepts(card, quad):
            scene.paste(card, quad, rng.uniform(0.15, 0.6) if rng.random() < 0.6 else 0, multiply)
            return


def light_up(rng, image):
    """Uneven light: a smooth gradient over the image and sometimes the hard edge of a shadow."""
    height, width = image.shape[:2]
    field = 1 + textures.noise(rng, height, width, 2, 0.4) * rng.uniform(0, 0.35)
    if rng.random() < 0.35:
        mask = np.zeros((height, width), np.float32)
        points = rng.uniform(-0.3, 1.3, (int(rng.integers(3, 6)), 2)) * (width, height)
        cv2.fillPoly(mask, [np.int32(points)], 1.0)
        soft = max(0.5, width * rng.uniform(0.002, 0.03))
        field *= 1 - rng.uniform(0.2, 0.6) * cv2.blur(mask, (int(soft) * 2 + 1,) * 2)
    if rng.random() < 0.12:
        y, x = np.ogrid[:height, :width]
        radius = width * rng.uniform(0.03, 0.15)
        column = np.exp(-((y - rng.uniform(0, height)) ** 2) / (2 * radius ** 2)).astype(np.float32)
        row = np.exp(-((x - rng.uniform(0, width)) ** 2) / (2 * radius ** 2)).astype(np.float32)
        field += np.float32(rng.uniform(0.3, 0.9)) * column * row
    cast = 1 + rng.uniform(-0.12, 0.12, 3)
    exposure = 2 ** rng.uniform(-1.1, 0.5)
    contrast, lift = rng.uniform(0.55, 1.15), rng.uniform(-10, 40)
    lit = image * (field[..., None] * np.float32(cast * exposure))
    return textures.to_bytes((lit - 110) * np.float32(contrast) + np.float32(110 + lift * (1 - min(contrast, 1))))


def expose(rng, image):
    """Degradation by lens, sensor and file format: blur, noise, JPEG."""
    unit = max(image.shape[:2]) / 320
    chance = rng.random()
    if chance < 0.45:
        image = cv2.GaussianBlur(image, (0, 0), max(0.2, unit * rng.uniform(0.2, 1.1)))
    elif chance < 0.6:
        length = max(2, int(unit * rng.uniform(1, 4.5)))
        kernel = np.zeros((length, length), np.float32)
        angle = rng.uniform(0, np.pi)
        reach = length / 2 * np.array([np.cos(angle), np.sin(angle)])
        middle = (length - 1) / 2
        start, end = (np.int32(middle + way * reach + 0.5).tolist() for way in (-1, 1))
        cv2.line(kernel, tuple(start), tuple(end), 1)
        image = cv2.filter2D(image, -1, kernel / max(kernel.sum(), 1))
    if rng.random() < 0.6:
        image = textures.to_bytes(image + textures.grain(rng, *image.shape[:2], rng.uniform(1, 14))[..., None])
    if rng.random() < 0.7:
        image = jpeg(image, int(rng.integers(30, 95)))
    return image


def jpeg(image, quality):
    data = cv2.imencode(".jpg", image[..., ::-1], [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.ascontiguousarray(cv2.imdecode(data, cv2.IMREAD_COLOR)[..., ::-1])


def random_scene(rng):
    """One image (RGB) and its boxes (class, x1, y1, x2, y2)."""
    long_side = int(320 * 2 ** (rng.uniform(0, 0.7) if rng.random() < 0.75 else rng.uniform(0.7, 1.9)))
    short_side = int(long_side * rng.choice([1, 0.75, 0.66, 0.5625]))
    width, height = (long_side, short_side) if rng.random() < 0.7 else (short_side, long_side)
    scene = Scene(textures.background(rng, height, width))
    for _ in range(int(rng.integers(0, 7))):
        cards.shape(rng, scene.image)
    unit = long_side / 320
    for _ in range(int(rng.integers(0, 4))):
        maker = cards.WITHOUT[int(rng.integers(len(cards.WITHOUT)))]
        place(rng, scene, maker(rng), unit * 2 ** rng.uniform(4.8, 7.6))
    for _ in range(int(rng.choice(6, p=(0.06, 0.24, 0.28, 0.2, 0.13, 0.09)))):
        maker = cards.WITH_SYMBOLS[int(rng.integers(len(cards.WITH_SYMBOLS)))]
        place(rng, scene, maker(rng), unit * 2 ** rng.uniform(4.5, 7.6))
    return expose(rng, light_up(rng, scene.image)), scene.boxes()


def letterbox(image, boxes, size=320, interpolation=cv2.INTER_LINEAR):
    """Fit into a square, padded with 114 on both sides, and transform the boxes. Also returns scale and offset."""
    height, width = image.shape[:2]
    scale = size / max(width, height)
    new_width, new_height = max(1, round(width * scale)), max(1, round(height * scale))
    left, top = (size - new_width) // 2, (size - new_height) // 2
    square = np.full((size, size, 3), 114, np.uint8)
    square[top:top + new_height, left:left + new_width] = cv2.resize(
        image, (new_width, new_height), interpolation=interpolation)
    boxes = boxes.copy()
    boxes[:, 1:] = boxes[:, 1:] * scale + np.float32([left, top, left, top])
    return square, boxes, scale, (left, top)
