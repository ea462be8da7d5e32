"""Draws, trains, exports and measures the bundled demo model. See README.md for the commands."""
import argparse
from pathlib import Path

import torch

import evaluation
import export
import network
import photos
import training

HERE = Path(__file__).resolve().parent
WEIGHTS = HERE / "demo.pt"
MODEL = HERE / "demo.onnx"
CARD = HERE / "README.md"
SAMPLES = HERE.parent / "samples"


def load(path):
    detector = network.Detector()
    detector.load_state_dict(torch.load(path)["weights"])
    return network.Exported(detector).eval()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weights", type=Path, default=WEIGHTS, help="checkpoint to write or read")
    commands = parser.add_subparsers(dest="command", required=True)
    train = commands.add_parser("train", help="draw scenes and learn from them")
    train.add_argument("--steps", type=int, default=3000)
    train.add_argument("--batch", type=int, default=8)
    train.add_argument("--rate", type=float, default=1.5e-3)
    train.add_argument("--fresh", type=int, default=2, help="new scenes per step; the rest are seen before, turned")
    train.add_argument("--workers", type=int, default=2)
    train.add_argument("--start-from", type=Path, help="checkpoint to go on from")
    commands.add_parser("export", help="write demo.onnx")
    measure = commands.add_parser("evaluate", help="AP50 on held-out scenes and the samples, into the model card")
    measure.add_argument("--scenes", type=int, default=500)
    commands.add_parser("samples", help="draw the sample photos and their labels")
    parser.add_argument("--threads", type=int, default=1, help="threads of PyTorch")
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    if options.command == "train":
        training.train(options.weights, options.steps, options.batch, options.rate, options.workers,
                       options.start_from, options.fresh)
    elif options.command == "export":
        export.write(load(options.weights), MODEL)
    elif options.command == "evaluate":
        model = load(options.weights)
        figures = evaluation.evaluate(model, options.scenes)
        checked = [(photo.name, *evaluation.check_sample(model, photo)) for photo in sorted(SAMPLES.glob("*.jpg"))]
        export.record(CARD, figures, options.scenes, checked)
    else:
        photos.write_all(SAMPLES)


if __name__ == "__main__":
    main()
