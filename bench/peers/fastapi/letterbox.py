"""Letterbox and layout with OpenCV on one thread; runs and times the operation of each input line."""
import base64
import sys
import time

import cv2
import numpy as np

cv2.setNumThreads(1)
images = {}


def create_image(width, height):
    if (width, height) not in images:
        y, x, channel = np.ogrid[:height, :width, :3]
        # OpenCV's channel order is BGR.
        images[width, height] = (((3 * x * x + 5 * y * y + 7 * x * y) >> 3) + 85 * (2 - channel) & 255).astype(np.uint8)
    return images[width, height]


def resize(image, side):
    height, width = image.shape[:2]
    scale = min(side / width, side / height)
    size = round(width * scale), round(height * scale)
    return image if size == (width, height) else cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)


def blob(image, side):
    scaled = resize(image, side)
    x, y = (side - scaled.shape[1]) / 2, (side - scaled.shape[0]) / 2
    padded = cv2.copyMakeBorder(
        scaled, round(y - 0.1), round(y + 0.1), round(x - 0.1), round(x + 0.1), cv2.BORDER_CONSTANT, value=(114, 114, 114))
    return cv2.dnn.blobFromImage(padded, 1 / 255, swapRB=True)


def upright(image, turned):
    return cv2.rotate(image, cv2.ROTATE_90_CLOCKWISE) if turned else image


features = [name for name, number in (("AVX2", 11), ("AVX-512", 256)) if cv2.checkHardwareSupport(number)]
print(f"OpenCV {cv2.__version__}, {' and '.join(features) or 'SSE'}, one thread", flush=True)
for line in sys.stdin:
    what, *numbers, seconds = line.split()
    width, height, side, turned = map(int, numbers)
    image = create_image(width, height)
    if what == "levels":
        print(base64.b64encode(np.rint(blob(upright(image, turned), side) * 255).astype(np.uint8).tobytes()).decode(), flush=True)
        continue
    work = resize if what == "resize" else blob
    calls, begun = 0, time.perf_counter()
    while True:
        work(upright(image, turned), side)
        calls += 1
        elapsed = time.perf_counter() - begun
        if elapsed >= float(seconds):
            break
    print(elapsed / calls * 1000, flush=True)
