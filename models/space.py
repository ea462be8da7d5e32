"""A pinhole camera and boxes in front of it, for the realistic perspective of the sample images."""
import cv2
import numpy as np

import textures
from cards import Card
from scenes import Scene

UP = np.array([0.0, 0.0, 1.0])
LIGHT = np.array([-0.45, -0.45, 0.77])


class Camera:
    """Camera at `eye`, directed at `target`; lengths in metres, z points up."""

    def __init__(self, size, eye, target, zoom=1.2):
        self.eye = np.array(eye, float)
        forward = np.array(target, float) - self.eye
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, UP)
        right /= np.linalg.norm(right)
        self.axes = np.stack([right, np.cross(forward, right), forward])
        self.focal = zoom * max(size)
        self.middle = np.array(size) / 2

    def project(self, points):
        seen = (np.asarray(points, float) - self.eye) @ self.axes.T
        return np.float32(seen[:, :2] / seen[:, 2:] * self.focal + self.middle)


def corners(corner, across, down):
    return np.array([corner, corner + across, corner + across + down, corner + down])


def lit(card, amount):
    """The card under different light, brighter towards its top like real surfaces."""
    fall = np.linspace(1.04, 0.93, card.size[1], dtype=np.float32)[:, None, None]
    return Card(textures.to_bytes(card.image * (fall * np.float32(amount))), card.marks)


def lambert(normal, ambient=0.62):
    return ambient + (1.08 - ambient) * max(0.0, float(normal @ LIGHT))


def lay(under, over, centre, width, turn=0.0, shadow=0.25):
    """Place one card on another, `width` pixels wide, rotated by an angle in degrees."""
    scene = Scene(under.image.copy())
    height = width * over.size[1] / over.size[0]
    angle = np.radians(turn)
    matrix = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    half = np.array([[-width, -height], [width, -height], [width, height], [-width, height]]) / 2
    scene.paste(over, half @ matrix.T + np.array(centre), shadow)
    return Card(scene.image, under.marks + scene.marks)


def darken(scene, points, softness, amount):
    """A soft shadow in the shape of a polygon."""
    mask = np.zeros(scene.image.shape[:2], np.float32)
    hull = cv2.convexHull(np.float32(points))
    cv2.fillConvexPoly(mask, np.int32(hull * 16), 1.0, cv2.LINE_AA, 4)
    mask = cv2.GaussianBlur(mask, (0, 0), softness)
    scene.image[:] = textures.to_bytes(scene.image * (1 - amount * mask[..., None]))


def floor(scene, camera, image, x, y, z=0.0):
    """Lay a texture on the ground between two ranges."""
    points = np.array([[x[0], y[1], z], [x[1], y[1], z], [x[1], y[0], z], [x[0], y[0], z]])
    scene.paste(Card(image), camera.project(points))


def flat(scene, camera, card, centre, width, yaw=0.0, z=0.0):
    """A sheet lying on the ground, its top edge away from the camera."""
    angle = np.radians(yaw)
    u, v = np.array([np.cos(angle), np.sin(angle), 0]), np.array([-np.sin(angle), np.cos(angle), 0])
    height = width * card.size[1] / card.size[0]
    middle = np.array([*centre, z])
    points = corners(middle - u * width / 2 + v * height / 2, u * width, -v * height)
    shown = camera.project(points)
    darken(scene, shown + np.float32([2, 3]), max(1.5, max(scene.size) / 320), 0.35)
    scene.paste(lit(card, lambert(UP)), shown)


def cuboid(scene, camera, centre, size, yaw, front, side, top, z=0.0):
    """A box standing at `centre`, with a card for its front, its sides and its top."""
    width, depth, height = size
    angle = np.radians(yaw)
    u, v = np.array([np.cos(angle), np.sin(angle), 0]), np.array([-np.sin(angle), np.cos(angle), 0])
    base, rise = np.array([*centre, z]), UP * height
    left, right = -u * width / 2, u * width / 2
    near, far = -v * depth / 2, v * depth / 2
    foot = np.array([base + a + b for a in (left, right) for b in (near, far)])
    fallen = foot - np.array([LIGHT[0], LIGHT[1], 0]) * height / LIGHT[2] * 0.55
    unit = max(scene.size) / 320
    darken(scene, camera.project(np.concatenate([foot, fallen])), 3.5 * unit, 0.42)
    darken(scene, camera.project(foot), 1.2 * unit, 0.45)
    faces = (
        (base + left + near + rise, u * width, -rise, -v, front),
        (base + right + near + rise, v * depth, -rise, u, side),
        (base + left + far + rise, -v * depth, -rise, -u, side),
        (base + left + far + rise, u * width, -v * depth, UP, top),
    )
    for corner, across, down, normal, card in faces:
        if normal @ (camera.eye - corner) > 0:
            scene.paste(lit(card, lambert(normal)), camera.project(corners(corner, across, down)))


def finish(rng, scene, blur=0.5, strength=3.0, vignette=0.22):
    """Lens and sensor: a little blur, darker corners, fine grain. Returns the image and its boxes."""
    image = cv2.GaussianBlur(scene.image, (0, 0), blur).astype(np.float32)
    height, width = image.shape[:2]
    y, x = np.ogrid[-1:1:height * 1j, -1:1:width * 1j]
    image *= (1.04 - vignette * (x ** 2 + y ** 2) / 2).astype(np.float32)[..., None]
    image += textures.noise(rng, height, width, 2, 0.4)[..., None] * 5
    image += textures.grain(rng, height, width, strength)[..., None]
    return textures.to_bytes(image), scene.boxes()
