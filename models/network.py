"""The detector: a small anchor-free network whose graph already decodes its boxes.

It deliberately uses plain 3x3 convolutions with ReLU instead of depthwise ones: ONNX Runtime
fuses Conv, BatchNorm and ReLU into one efficient kernel, which makes this network faster on a
CPU than a "lighter" one with more and smaller layers.
"""
import math

import torch
from torch import nn
from torch.nn import functional as F

CLASSES = ("qr_code", "barcode", "aruco_marker")
INPUT_SIZE = 320
STRIDES = (8, 16, 32)
CELLS = tuple((INPUT_SIZE // stride) ** 2 for stride in STRIDES)


def conv(inputs, outputs, kernel=3, stride=1, dilation=1):
    """Convolution, normalisation, ReLU: the only kind of layer except the last ones."""
    padding = dilation * (kernel // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, padding, dilation, bias=False),
        nn.BatchNorm2d(outputs),
        nn.ReLU(inplace=True),
    )


class Residual(nn.Module):
    """Residual bottleneck with half the channels: additional depth at a quarter of the cost."""

    def __init__(self, channels, dilation=1):
        super().__init__()
        self.body = nn.Sequential(
            conv(channels, channels // 2, kernel=1),
            conv(channels // 2, channels, dilation=dilation),
        )

    def forward(self, x):
        return x + self.body(x)


class Head(nn.Module):
    """Class logits and box distances, with one set of weights for all three strides.

    Sharing is valid because distances are in units of the stride: a symbol twice as large
    has the same features one level up. It also triples the number of examples per weight.
    """

    def __init__(self, channels):
        super().__init__()
        self.classify = nn.Sequential(conv(channels, channels), nn.Conv2d(channels, len(CLASSES), 1))
        self.locate = nn.Sequential(conv(channels, channels), nn.Conv2d(channels, 4, 1))
        # Nearly every cell is background: a matching initial bias saves the first training steps.
        nn.init.constant_(self.classify[-1].bias, -math.log(99.0))
        nn.init.constant_(self.locate[-1].bias, 2.0)

    def forward(self, x, cells):
        """`cells` is a constant, so that the exported file declares a fixed shape."""
        return self.classify(x).reshape(-1, len(CLASSES), cells), self.locate(x).reshape(-1, 4, cells)


class Detector(nn.Module):
    """Backbone, top-down neck, shared head. `forward` gives training outputs, `decode` boxes."""

    def __init__(self, neck=40):
        super().__init__()
        self.stem = nn.Sequential(conv(3, 16, stride=2), conv(16, 24, stride=2), Residual(24))
        self.stage8 = nn.Sequential(conv(24, 48, stride=2), Residual(48), Residual(48))
        self.stage16 = nn.Sequential(conv(48, 80, stride=2), Residual(80), Residual(80))
        self.stage32 = nn.Sequential(conv(80, 96, stride=2), Residual(96), Residual(96, dilation=2))
        self.lateral = nn.ModuleList(conv(width, neck, kernel=1) for width in (48, 80, 96))
        self.smooth = nn.ModuleList(conv(neck, neck) for _ in STRIDES)
        self.head = Head(neck)
        centres, strides = anchor_points()
        self.register_buffer("centres", centres, persistent=False)
        self.register_buffer("strides", strides, persistent=False)

    def forward(self, images):
        """Logits [batch, classes, N] and boxes [batch, 4, N] as x1 y1 x2 y2 in input pixels."""
        c8 = self.stage8(self.stem(images))
        c16 = self.stage16(c8)
        c32 = self.stage32(c16)
        p32 = self.smooth[2](self.lateral[2](c32))
        p16 = self.smooth[1](self.lateral[1](c16) + F.interpolate(p32, scale_factor=2.0))
        p8 = self.smooth[0](self.lateral[0](c8) + F.interpolate(p16, scale_factor=2.0))
        levels = [self.head(level, cells) for level, cells in zip((p8, p16, p32), CELLS)]
        logits = torch.cat([level[0] for level in levels], 2)
        distances = F.softplus(torch.cat([level[1] for level in levels], 2)) * self.strides
        boxes = torch.cat([self.centres - distances[:, :2], self.centres + distances[:, 2:]], 1)
        return logits, boxes


class Exported(nn.Module):
    """The exported network with the YOLOv8 output layout: cx cy w h, then class scores."""

    def __init__(self, detector):
        super().__init__()
        self.detector = detector

    def forward(self, images):
        logits, boxes = self.detector(images)
        top_left, bottom_right = boxes[:, :2], boxes[:, 2:]
        centre, size = (top_left + bottom_right) * 0.5, bottom_right - top_left
        return torch.cat([centre, size, logits.sigmoid()], 1)


def anchor_points():
    """Centres [2, N] and strides [1, N] of all cells, level by level, row by row."""
    centres, strides = [], []
    for stride in STRIDES:
        cells = INPUT_SIZE // stride
        axis = (torch.arange(cells, dtype=torch.float32) + 0.5) * stride
        grid_y, grid_x = torch.meshgrid(axis, axis, indexing="ij")
        centres.append(torch.stack([grid_x.flatten(), grid_y.flatten()]))
        strides.append(torch.full((1, cells * cells), float(stride)))
    return torch.cat(centres, 1), torch.cat(strides, 1)
