"""Surfaces without symbols: backgrounds, materials, and decoy patterns that resemble symbols."""
import cv2
import numpy as np

FONTS = (cv2.FONT_HERSHEY_SIMPLEX, cv2.FONT_HERSHEY_DUPLEX, cv2.FONT_HERSHEY_COMPLEX,
         cv2.FONT_HERSHEY_TRIPLEX, cv2.FONT_HERSHEY_PLAIN)
WORDS = ("FRAGILE", "Order", "Batch", "Net weight", "Keep dry", "Made with care", "Article", "Lot",
         "Gate", "Room", "Ship to", "From", "Express", "Tea", "Coffee", "Oats", "Rice", "Best before",
         "Priority", "Station", "Line 4", "Pallet", "Inspection", "Passed", "Organic", "250 g", "500 ml")


def colour(rng, low=0, high=255, saturation=0.5):
    """A muted random colour: a grey of random brightness, shifted towards a random hue."""
    grey = rng.uniform(low, high)
    tint = rng.uniform(-1, 1, 3) * saturation * 120
    return np.clip(grey + tint - tint.mean(), 0, 255)


def rgb(values):
    """Plain numbers for OpenCV, which rejects NumPy scalars."""
    return tuple(float(v) for v in values)


def noise(rng, height, width, octaves=4, persistence=0.5, stretch=(1, 1)):
    """Smooth noise, about -1..1: the sum of enlarged random grids; `stretch` elongates it into streaks."""
    total, amplitude = np.zeros((height, width), np.float32), 1.0
    for octave in range(octaves):
        cells = 3 * 2 ** octave
        rows, columns = max(2, cells // stretch[0]), max(2, cells // stretch[1])
        grid = rng.uniform(-1, 1, (rows, columns)).astype(np.float32)
        total += amplitude * cv2.resize(grid, (width, height), interpolation=cv2.INTER_CUBIC)
        amplitude *= persistence
    return total / 1.6


def grain(rng, height, width, strength):
    """Fine grain; repeating a small tile at a random offset costs a tenth of generating new numbers."""
    tile = rng.normal(0, strength, (128, 128)).astype(np.float32)
    repeated = np.tile(tile, (height // 128 + 2, width // 128 + 2))
    y, x = rng.integers(0, 128, 2)
    return repeated[y:y + height, x:x + width]


def to_bytes(values):
    """Floats to 0..255, saturating: OpenCV needs one pass, NumPy three slower ones."""
    return cv2.add(np.ascontiguousarray(values, np.float32), 0.0, dtype=cv2.CV_8U)


def shade(base, field):
    """A colour modulated by a field of brightness offsets."""
    return to_bytes(np.float32(base) + np.float32(field)[..., None])


def plain(rng, height, width):
    return shade(colour(rng), grain(rng, height, width, rng.uniform(0, 8)))


def gradient(rng, height, width):
    corners = np.stack([colour(rng) for _ in range(4)]).reshape(2, 2, 3).astype(np.float32)
    return to_bytes(cv2.resize(corners, (width, height)))


def mottled(rng, height, width):
    """Blotches and grain, similar to concrete, plaster or leather."""
    field = noise(rng, height, width, 5, rng.uniform(0.4, 0.8)) * rng.uniform(10, 60)
    return shade(colour(rng, 40, 220, 0.3), field + grain(rng, height, width, rng.uniform(2, 14)))


def wood(rng, height, width, base=None):
    """Boards with streaks along them and dark joints between them."""
    base = np.array([168, 122, 80]) * rng.uniform(0.45, 1.25) if base is None else np.array(base)
    field = noise(rng, height, width, 6, 0.75, stretch=(1, 6)) * 26
    boards = int(rng.integers(2, 7))
    for index in range(boards):
        top, bottom = index * height // boards, (index + 1) * height // boards
        field[top:bottom] += rng.uniform(-14, 14)
        field[top:top + max(1, height // 250)] -= 45
    image = shade(np.clip(base, 0, 255), field + grain(rng, height, width, 4))
    return image if rng.random() < 0.6 else cv2.resize(cv2.transpose(image), (width, height))


def cardboard(rng, height, width, base=None):
    """Brown paper over corrugation: faint vertical ribs, fibres and blotches."""
    base = np.array([186, 146, 102]) * rng.uniform(0.75, 1.15) if base is None else np.array(base)
    ribs = np.sin(np.arange(width) * 2 * np.pi / rng.uniform(5, 12)).astype(np.float32) * 2.5
    field = noise(rng, height, width, 5, 0.6) * 9 + ribs[None] + grain(rng, height, width, 5)
    return shade(np.clip(base, 0, 255), field)


def tiles(rng, height, width):
    """A tiled or bricked wall: a grid that is not a symbol."""
    image = mottled(rng, height, width).astype(np.float32)
    rows = int(rng.integers(3, 12))
    size = height / rows
    wide = size * rng.choice([1, 1, 2, 2.5])
    joint, line = colour(rng, 60, 200, 0.1), max(1, int(size * rng.uniform(0.03, 0.1)))
    offset = wide / 2 if rng.random() < 0.5 else 0
    for row in range(rows + 1):
        y = int(row * size)
        for column in range(-1, int(width / wide) + 2):
            x = int(column * wide + offset * (row % 2))
            image[max(0, y):max(0, int(y + size)), max(0, x):max(0, int(x + wide))] += rng.uniform(-16, 16)
            cv2.line(image, (x, y), (x, int(y + size)), rgb(joint), line)
        cv2.line(image, (0, y), (width, y), rgb(joint), line)
    return to_bytes(image)


def out_of_focus(rng, height, width):
    """A room behind the subject: large coloured blocks and lights, well blurred."""
    image = gradient(rng, height // 8 + 1, width // 8 + 1)
    for _ in range(int(rng.integers(6, 22))):
        x, y = int(rng.integers(image.shape[1])), int(rng.integers(image.shape[0]))
        size = int(rng.integers(2, max(3, image.shape[0] // 2)))
        if rng.random() < 0.5:
            cv2.rectangle(image, (x, y), (x + size, y + size * 2), rgb(colour(rng)), -1)
        else:
            cv2.circle(image, (x, y), size // 2, rgb(colour(rng, 80)), -1)
    image = cv2.GaussianBlur(image, (0, 0), rng.uniform(0.5, 3))
    return cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC)


BACKGROUNDS = (plain, gradient, mottled, mottled, wood, wood, cardboard, tiles, out_of_focus, out_of_focus)


def background(rng, height, width):
    return BACKGROUNDS[int(rng.integers(len(BACKGROUNDS)))](rng, height, width)


def write(rng, image, text, x, y, height, ink, font=None):
    """Text whose letters are `height` pixels tall, its baseline starting at x, y."""
    font = FONTS[int(rng.integers(len(FONTS)))] if font is None else font
    thick = max(1, int(round(height / 9)))
    scale = cv2.getFontScaleFromHeight(font, max(3, int(height)), thick)
    cv2.putText(image, text, (int(x), int(y)), font, scale, rgb(ink), thick, cv2.LINE_AA)


def paragraph(rng, image, box, ink, line=None):
    """Lines of words in a box, as on a label."""
    x1, y1, x2, y2 = map(int, box)
    line = max(5, int((y2 - y1) * rng.uniform(0.1, 0.3))) if line is None else line
    for baseline in range(y1 + line, y2, int(line * 1.6) + 1):
        words = " ".join(rng.choice(WORDS, int(rng.integers(1, 5))))
        room = max(1, int((x2 - x1) / (line * 0.85)))
        write(rng, image, words[:room], x1, baseline, line, ink)


def checkerboard(rng, size):
    cells = int(rng.integers(3, 11))
    board = (np.indices((cells, cells)).sum(0) % 2 * 255).astype(np.uint8)
    return cv2.resize(board, (size, size), interpolation=cv2.INTER_NEAREST)


def stripes(rng, size):
    """Bars of one width: their regularity distinguishes them from a barcode."""
    period, duty = size / rng.integers(4, 26), rng.uniform(0.25, 0.75)
    row = np.where((np.arange(size) / period) % 1 < duty, 0, 255).astype(np.uint8)
    return np.repeat(row[None], int(size * rng.uniform(0.3, 1)), axis=0)


def ruler(rng, size):
    """Ticks of two lengths along one edge."""
    image = np.full((max(12, size // 4), size), 255, np.uint8)
    for index, x in enumerate(np.arange(4, size - 2, max(3, size / rng.integers(20, 50)))):
        cv2.line(image, (int(x), 0), (int(x), image.shape[0] // (2 if index % 5 == 0 else 4)), 0, 1)
    return image


def grid(rng, size):
    image = np.full((size, size), 255, np.uint8)
    for position in np.linspace(1, size - 2, int(rng.integers(4, 14))):
        cv2.line(image, (int(position), 0), (int(position), size), 0, max(1, size // 80))
        cv2.line(image, (0, int(position)), (size, int(position)), 0, max(1, size // 80))
    return image


def hatching(rng, size):
    """Parallel diagonal lines, as on hazard tape."""
    image = np.full((size, size), 255, np.uint8)
    step = max(4, int(size / rng.integers(4, 18)))
    slope = size * (1 if rng.random() < 0.5 else -1)
    for x in range(-size, 2 * size, step):
        cv2.line(image, (x, 0), (x + int(slope * 0.6), size), 0, max(1, step // 2))
    return image


def dots(rng, size):
    image = np.full((size, size), 255, np.uint8)
    count = int(rng.integers(4, 14))
    for y in range(count):
        for x in range(count):
            centre = (int((x + 0.5) * size / count), int((y + 0.5) * size / count))
            cv2.circle(image, centre, max(1, int(size / count * 0.3)), 0, -1)
    return image


def rings(rng, size):
    """Nested squares or circles: like an enlarged corner of a QR code."""
    image, square = np.full((size, size), 255, np.uint8), rng.random() < 0.5
    for index, radius in enumerate(np.linspace(size / 2, size / 12, int(rng.integers(2, 7)))):
        ink, middle, radius = 0 if index % 2 == 0 else 255, size // 2, int(radius)
        if square:
            cv2.rectangle(image, (middle - radius, middle - radius), (middle + radius, middle + radius), ink, -1)
        else:
            cv2.circle(image, (middle, middle), radius, ink, -1)
    return image


def table(rng, size):
    """A form: ruled lines with words in some of the cells."""
    image = np.full((size, size), 255, np.uint8)
    paragraph(rng, image, (4, 2, size - 4, size - 4), (0, 0, 0), max(5, size // 14))
    for y in range(0, size, max(8, size // 8)):
        cv2.line(image, (0, y), (size, y), 0, 1)
    cv2.rectangle(image, (0, 0), (size - 1, size - 1), 0, 1)
    return image


def keys(rng, size):
    """A keypad: dark rounded squares with a letter each."""
    image, count = np.full((size, size), 255, np.uint8), int(rng.integers(3, 6))
    cell = size / count
    for y in range(count):
        for x in range(count):
            left, top = int(x * cell + cell * 0.1), int(y * cell + cell * 0.1)
            cv2.rectangle(image, (left, top), (int(left + cell * 0.8), int(top + cell * 0.8)), 40, -1)
            letter = chr(int(rng.integers(65, 91)))
            write(rng, image, letter, left + cell * 0.25, top + cell * 0.6, cell * 0.35, (255,) * 3)
    return image


LOOKALIKES = (checkerboard, checkerboard, stripes, stripes, ruler, grid, hatching, dots, rings, table, keys)


def lookalike(rng, size):
    """A regular black-on-white pattern that belongs to none of the three classes."""
    return LOOKALIKES[int(rng.integers(len(LOOKALIKES)))](rng, size)
