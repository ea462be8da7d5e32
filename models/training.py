"""Training: scenes drawn by worker processes, task-aligned assignment, averaged weights.

All randomness depends on a seed and an index, never on the timing of the workers, so two runs
use the same images in the same order.
"""
import copy
import math
import time
from multiprocessing import get_context

import cv2
import numpy as np
import torch
from torch.nn import functional as F

import scenes
from network import CLASSES, INPUT_SIZE, Detector

TRAINING_SEED = 1
POOL = 2400
ROUND = 100
CANDIDATES = 9
BOX_WEIGHT = 6.0
INTERPOLATIONS = (cv2.INTER_LINEAR, cv2.INTER_AREA, cv2.INTER_LINEAR, cv2.INTER_CUBIC)


def draw(job):
    """One scene, letterboxed to the network's input. Runs in a worker process."""
    seed, index = job
    rng = np.random.default_rng([seed, index])
    image, boxes = scenes.random_scene(rng)
    how = INTERPOLATIONS[int(rng.integers(len(INTERPOLATIONS)))]
    square, boxes, _, _ = scenes.letterbox(image, boxes, INPUT_SIZE, how)
    return square, boxes


def single_threaded():
    cv2.setNumThreads(1)


def draw_round(workers, first, count):
    """Scenes number `first` to `first + count`, in order, on all cores concurrently.

    Drawing and training alternate: on a machine with few cores, they would compete for them.
    """
    with get_context("fork").Pool(workers, single_threaded) as pool:
        return pool.map(draw, [(TRAINING_SEED, first + i) for i in range(count)], chunksize=8)


def turned(rng, image, boxes):
    """One of the eight rotations and reflections of a square, so that a scene can be reused."""
    turns, mirror = int(rng.integers(4)), rng.random() < 0.5
    boxes = boxes.copy()
    for _ in range(turns):
        image = np.rot90(image)
        boxes[:, 1:] = np.stack(
            [boxes[:, 2], INPUT_SIZE - boxes[:, 3], boxes[:, 4], INPUT_SIZE - boxes[:, 1]], 1)
    if mirror:
        image = image[:, ::-1]
        boxes[:, 1:] = np.stack(
            [INPUT_SIZE - boxes[:, 3], boxes[:, 2], INPUT_SIZE - boxes[:, 1], boxes[:, 4]], 1)
    return image, boxes


def collate(rng, samples):
    """Images [batch, 3, 320, 320] in 0..1 and boxes [batch, most, 5], class -1 for unused rows."""
    images = np.empty((len(samples), 3, INPUT_SIZE, INPUT_SIZE), np.float32)
    most = max(1, *(len(boxes) for _, boxes in samples))
    targets = np.full((len(samples), most, 5), -1, np.float32)
    for row, (image, boxes) in enumerate(samples):
        image, boxes = turned(rng, image, boxes)
        images[row] = image.transpose(2, 0, 1) * np.float32(1 / 255)
        targets[row, : len(boxes)] = boxes
    return torch.from_numpy(images), torch.from_numpy(targets)


def overlap(a, b):
    """IoU and generalised IoU of boxes that broadcast against each other, corners last."""
    width = (torch.minimum(a[..., 2], b[..., 2]) - torch.maximum(a[..., 0], b[..., 0])).clamp(min=0)
    height = (torch.minimum(a[..., 3], b[..., 3]) - torch.maximum(a[..., 1], b[..., 1])).clamp(min=0)
    both = width * height
    area_a = (a[..., 2] - a[..., 0]) * (a[..., 3] - a[..., 1])
    area_b = (b[..., 2] - b[..., 0]) * (b[..., 3] - b[..., 1])
    either = area_a + area_b - both + 1e-6
    iou = both / either
    hull = (torch.maximum(a[..., 2], b[..., 2]) - torch.minimum(a[..., 0], b[..., 0])) * (
        torch.maximum(a[..., 3], b[..., 3]) - torch.minimum(a[..., 1], b[..., 1])) + 1e-6
    return iou, iou - (hull - either) / hull


@torch.no_grad()
def assign(logits, boxes, centres, targets):
    """Assign cells to objects, with the target confidence of each cell.

    The quality of a cell is that of its prediction: score^0.5 * IoU^6. Each object is assigned to
    its best few cells; their target scores are scaled so that the highest one equals the highest
    IoU. The confidence therefore estimates the IoU of the box.
    Returns target scores [batch, N, classes], matched boxes [batch, N, 4] and the mask of cells.
    """
    real = targets[..., 0] >= 0
    kinds, truth = targets[..., 0].clamp(min=0).long(), targets[..., 1:]
    iou = overlap(truth[:, :, None], boxes.transpose(1, 2)[:, None])[0]
    scores = logits.sigmoid().gather(1, kinds[..., None].expand(-1, -1, logits.shape[2]))
    middle = (truth[..., :2] + truth[..., 2:]) / 2
    reach = ((truth[..., 2:] - truth[..., :2]) / 2).clamp(min=6)
    away = (centres.t()[None, None] - middle[:, :, None]).abs()
    inside = (away < reach[:, :, None]).all(3) & real[..., None]
    # The small floor lets an object without any prediction still select cells near its centre.
    near = 1e-9 * (-(away / reach[:, :, None]).pow(2).sum(3)).exp()
    alignment = (scores.sqrt() * iou.pow(6) + near) * inside
    chosen = torch.zeros_like(inside).scatter_(2, alignment.topk(CANDIDATES, 2).indices, True) & inside
    owner = (alignment * chosen).argmax(1, keepdim=True)
    chosen &= torch.zeros_like(inside).scatter_(1, owner, True)
    alignment = alignment * chosen
    best_iou = (iou * chosen).amax(2, keepdim=True)
    strength = alignment / alignment.amax(2, keepdim=True).clamp(min=1e-12) * best_iou
    mask = chosen.any(1)
    owner = owner[:, 0]
    matched = truth.gather(1, owner[..., None].expand(-1, -1, 4))
    one_hot = F.one_hot(kinds.gather(1, owner), len(CLASSES)).float()
    return one_hot * strength.amax(1)[..., None], matched, mask


def loss_of(detector, images, targets):
    logits, boxes = detector(images)
    wanted, matched, mask = assign(logits, boxes, detector.centres, targets)
    total = wanted.sum().clamp(min=1)
    classes = F.binary_cross_entropy_with_logits(logits.transpose(1, 2), wanted, reduction="sum") / total
    weight = wanted.sum(2)[mask]
    fit = overlap(boxes.transpose(1, 2)[mask], matched[mask])[1]
    places = ((1 - fit) * weight).sum() / total
    return classes + BOX_WEIGHT * places, classes.item(), places.item()


def prefer_fast_kernels(detector):
    """On one thread, PyTorch computes 1x1 convolutions of small batches on a code path that is half as fast.

    Dilated convolutions avoid that path, and dilation does not change a 1x1 convolution. Only the
    trained copy is dilated, not the averaged one that is saved.
    """
    for layer in detector.modules():
        if isinstance(layer, torch.nn.Conv2d) and layer.kernel_size == (1, 1):
            layer.dilation = (2, 2)


def average_into(average, detector, step):
    """Running mean of the weights; shorter at the start, while the weights still change quickly."""
    keep = min(0.998, (1 + step) / (20 + step))
    with torch.no_grad():
        for mean, current in zip(average.state_dict().values(), detector.state_dict().values()):
            if mean.is_floating_point():
                mean.lerp_(current, 1 - keep)
            else:
                mean.copy_(current)


def rate_at(step, steps, peak):
    """Short warm-up, then a cosine decay to a hundredth."""
    warm = min(1.0, (step + 1) / min(150, 1 + steps // 10))
    return peak * warm * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))


def train(path, steps, batch, peak, workers, start_from, fresh):
    """Train for a number of steps, with `fresh` new scenes in each, and save the averaged weights."""
    torch.manual_seed(TRAINING_SEED)
    rng = np.random.default_rng(TRAINING_SEED)
    detector, done = Detector(), 0
    if start_from:
        saved = torch.load(start_from)
        detector.load_state_dict(saved["weights"])
        done = saved["scenes"]
    average = copy.deepcopy(detector)
    prefer_fast_kernels(detector)
    decayed = [p for p in detector.parameters() if p.dim() > 1]
    others = [p for p in detector.parameters() if p.dim() <= 1]
    optimiser = torch.optim.AdamW(
        [{"params": decayed, "weight_decay": 0.02}, {"params": others, "weight_decay": 0.0}], lr=peak)
    detector = detector.to(memory_format=torch.channels_last)
    pool, started = [], time.time()
    for step in range(steps):
        if step % ROUND == 0:
            pool = (pool + draw_round(workers, done, ROUND * fresh))[-POOL:]
            done += ROUND * fresh
        picked = [pool[i] for i in rng.choice(len(pool), batch, replace=False)]
        images, targets = collate(rng, picked)
        for group in optimiser.param_groups:
            group["lr"] = rate_at(step, steps, peak)
        loss, classes, places = loss_of(detector, images.contiguous(memory_format=torch.channels_last), targets)
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(detector.parameters(), 10.0)
        optimiser.step()
        average_into(average, detector, step)
        if step % 100 == 0:
            elapsed = time.time() - started
            print(f"step {step} class loss {classes:.3f} box loss {places:.3f} {elapsed:.0f} s", flush=True)
        if step % 100 == 99 or step == steps - 1:
            torch.save({"weights": average.state_dict(), "scenes": done}, path)
