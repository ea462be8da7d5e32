"""Measuring: class-aware NMS and all-point average precision at an IoU of 0.5."""
import cv2
import numpy as np
import torch

import scenes
from network import CLASSES, INPUT_SIZE

HELD_OUT_SEED = 2
LOWEST_CONFIDENCE = 0.01
NMS_IOU = 0.45
MATCH_IOU = 0.5


def iou_of(boxes, others):
    """IoU of every box with every other, [n, m], corners as columns."""
    low = np.maximum(boxes[:, None, :2], others[None, :, :2])
    high = np.minimum(boxes[:, None, 2:], others[None, :, 2:])
    both = np.prod(np.clip(high - low, 0, None), axis=2)
    area = np.prod(boxes[:, 2:] - boxes[:, :2], axis=1)
    other_area = np.prod(others[:, 2:] - others[:, :2], axis=1)
    return both / (area[:, None] + other_area[None] - both + 1e-9)


def suppress(output, confidence=LOWEST_CONFIDENCE):
    """From one image's output0 [7, N] to rows of class, score, x1, y1, x2, y2, best first."""
    rows = []
    corners = np.concatenate([output[:2] - output[2:4] / 2, output[:2] + output[2:4] / 2]).T
    for kind in range(len(CLASSES)):
        scores = output[4 + kind]
        order = np.argsort(-scores, kind="stable")
        order = order[scores[order] >= confidence][:500]
        while len(order):
            best, rest = order[0], order[1:]
            rows.append([kind, scores[best], *corners[best]])
            if not len(rest):
                break
            order = rest[iou_of(corners[best:best + 1], corners[rest])[0] <= NMS_IOU]
    rows.sort(key=lambda row: -row[1])
    return np.array(rows, np.float32).reshape(-1, 6)


def average_precision(hits, positives):
    """Area under the precision envelope, over every point of recall."""
    hits = np.array(hits, np.float64)
    if positives == 0 or not len(hits):
        return 0.0
    found = np.cumsum(hits)
    recall, precision = found / positives, found / np.arange(1, len(hits) + 1)
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    return float(np.sum(np.diff(recall, prepend=0.0) * precision))


def score_images(results):
    """AP50 of each class, from (detections, truth) of every image."""
    figures = []
    for kind in range(len(CLASSES)):
        scored, positives = [], 0
        for found, truth in results:
            wanted = truth[truth[:, 0] == kind][:, 1:]
            positives += len(wanted)
            free = np.ones(len(wanted), bool)
            for row in found[found[:, 0] == kind]:
                overlaps = iou_of(row[None, 2:], wanted)[0] * free if len(wanted) else np.zeros(1)
                best = int(overlaps.argmax())
                hit = overlaps[best] >= MATCH_IOU
                if hit:
                    free[best] = False
                scored.append((row[1], hit))
        scored.sort(key=lambda pair: -pair[0])
        figures.append((average_precision([hit for _, hit in scored], positives), positives))
    return figures


def predict(model, square):
    """output0 of one 320x320 RGB image."""
    with torch.no_grad():
        tensor = torch.from_numpy(np.float32(square.transpose(2, 0, 1)[None]) / 255)
        return model(tensor)[0].numpy()


def evaluate(model, count):
    """AP50 per class on held-out scenes; their seed is never used for training."""
    results = []
    for index in range(count):
        image, boxes = scenes.random_scene(np.random.default_rng([HELD_OUT_SEED, index]))
        square, boxes, _, _ = scenes.letterbox(image, boxes, INPUT_SIZE)
        results.append((suppress(predict(model, square)), boxes))
    return score_images(results)


def check_sample(model, photo, confidence=0.25):
    """Each labelled object of an image with the score and IoU of its best detection, and the false detections."""
    image = cv2.imread(str(photo))[..., ::-1]
    height, width = image.shape[:2]
    rows = [line.split() for line in photo.with_suffix(".txt").read_text(encoding="utf-8").splitlines()]
    truth = np.array(rows, np.float32).reshape(-1, 5)
    middle, half = truth[:, 1:3], truth[:, 3:5] / 2
    boxes = np.concatenate([truth[:, :1], (middle - half) * (width, height), (middle + half) * (width, height)], 1)
    square, boxes, _, _ = scenes.letterbox(image, np.float32(boxes), INPUT_SIZE)
    found = suppress(predict(model, square), confidence)
    objects, used = [], set()
    for kind, *box in boxes:
        overlaps = iou_of(np.float32([box]), found[:, 2:])[0] * (found[:, 0] == kind)
        best = int(overlaps.argmax()) if len(overlaps) else -1
        if best < 0 or overlaps[best] < MATCH_IOU:
            objects.append((CLASSES[int(kind)], 0.0, 0.0))
            continue
        used.add(best)
        objects.append((CLASSES[int(kind)], float(found[best, 1]), float(overlaps[best])))
    return objects, len(found) - len(used)
