"""The ONNX file with its metadata, and the figures in the model card."""
import datetime
from pathlib import Path

import torch

from network import CLASSES, INPUT_SIZE, STRIDES

OPSET = 17
FIGURES = ("<!-- figures: written by evaluate -->", "<!-- end of figures -->")


def metadata():
    """The keys Ultralytics' exporter writes; `names` and `args` are Python dict literals there."""
    return {
        "description": "VisionSystem demo detector for QR codes, barcodes and ArUco-style markers",
        "author": "VisionSystem",
        "date": datetime.date.today().isoformat(),
        "version": "1.0.0",
        "license": "MIT",
        "stride": str(max(STRIDES)),
        "task": "detect",
        "batch": "1",
        "imgsz": str([INPUT_SIZE, INPUT_SIZE]),
        "names": str(dict(enumerate(CLASSES))),
        "channels": "3",
        "args": str({"batch": 1, "half": False, "dynamic": True, "simplify": False, "opset": OPSET, "nms": False}),
    }


def varint(number):
    """A protobuf varint: seven bits per byte; the top bit marks a continuation."""
    data = bytearray()
    while number > 127:
        data.append(number & 127 | 128)
        number >>= 7
    return bytes([*data, number])


def length_prefixed(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def metadata_bytes(entries):
    """The entries as `metadata_props` (field 14 of ModelProto).

    Concatenated Protobuf messages merge, so appending these bytes to an
    exported file adds the metadata without any ONNX library.
    """
    message = b""
    for key, value in entries.items():
        pair = length_prefixed(1, key.encode()) + length_prefixed(2, value.encode())
        message += length_prefixed(14, pair)
    return message


def write(model, path: Path):
    """Export with a dynamic batch axis; the input size and the number of boxes are fixed."""
    torch.onnx.export(
        model, torch.zeros(1, 3, INPUT_SIZE, INPUT_SIZE), str(path), opset_version=OPSET,
        input_names=["images"], output_names=["output0"],
        dynamic_axes={"images": {0: "batch"}, "output0": {0: "batch"}})
    with path.open("ab") as file:
        file.write(metadata_bytes(metadata()))
    print(f"{path.name}: {path.stat().st_size} bytes")


def record(card: Path, figures, scenes, samples):
    """Print AP50 and the results of the sample images, and write them between the comment lines of the model card."""
    mean = sum(value for value, _ in figures) / len(figures)
    lines = ["| class | objects | AP50 |", "|---|---|---|"]
    lines += [f"| `{name}` | {count} | {value:.3f} |" for name, (value, count) in zip(CLASSES, figures)]
    lines += [f"| mean | {sum(count for _, count in figures)} | **{mean:.3f}** |", "", f"{scenes} held-out scenes."]
    lines += ["", "The sample images, at confidence 0.25:", "", "| image | found | lowest score | lowest IoU | false |",
              "|---|---|---|---|---|"]
    for photo, objects, false in samples:
        found = sum(score > 0 for _, score, _ in objects)
        score, iou = (min(row[column] for row in objects) for column in (1, 2))
        lines.append(f"| `{photo}` | {found} of {len(objects)} | {score:.2f} | {iou:.2f} | {false} |")
    print("\n".join(lines))
    text = card.read_text(encoding="utf-8")
    before, rest = text.split(FIGURES[0])
    after = rest.split(FIGURES[1])[1]
    card.write_text(before + "\n".join([FIGURES[0], *lines, FIGURES[1]]) + after, encoding="utf-8")
