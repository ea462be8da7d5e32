"""Object detection over HTTP in the usual Python stack: FastAPI, OpenCV, ONNX Runtime.

POST /detect accepts a JPEG as the body and returns the boxes in pixels of the image. Supports YOLOv8 and YOLOX models.
MODEL is the path of the model file, ENGINE_THREADS the number of threads per run, POOL_THREADS the number of images that a
worker processes concurrently.
"""
import ast
import asyncio
import os
from concurrent.futures import ThreadPoolExecutor

import cv2
import numpy as np
import onnxruntime
from fastapi import FastAPI, HTTPException, Request
from fastapi.responses import JSONResponse

CONFIDENCE, IOU, MOST = 0.25, 0.45, 300
THREADS = int(os.environ.get("ENGINE_THREADS", "1"))
cv2.setNumThreads(THREADS)

options = onnxruntime.SessionOptions()
options.intra_op_num_threads = THREADS
session = onnxruntime.InferenceSession(os.environ["MODEL"], options, providers=["CPUExecutionProvider"])
source = session.get_inputs()[0]
SIDE = source.shape[2]
names = ast.literal_eval(session.get_modelmeta().custom_metadata_map.get("names", "{}"))
is_yolox = session.get_outputs()[0].shape[1] > session.get_outputs()[0].shape[2]

if is_yolox:  # boxes are relative to the cells of three grids
    cells = [(x, y, s) for s in (8, 16, 32) for y in range(SIDE // s) for x in range(SIDE // s)]
    grid, strides = np.float32([c[:2] for c in cells]), np.float32([c[2:] for c in cells])

pool = ThreadPoolExecutor(int(os.environ.get("POOL_THREADS", "1")))
app = FastAPI()


def letterbox(image):
    height, width = image.shape[:2]
    scale = min(SIDE / height, SIDE / width)
    w, h = round(width * scale), round(height * scale)
    if (w, h) != (width, height):
        image = cv2.resize(image, (w, h), interpolation=cv2.INTER_LINEAR)
    left, top = (0, 0) if is_yolox else (round((SIDE - w) / 2 - 0.1), round((SIDE - h) / 2 - 0.1))
    image = cv2.copyMakeBorder(image, top, SIDE - h - top, left, SIDE - w - left, cv2.BORDER_CONSTANT, value=(114, 114, 114))
    blob = cv2.dnn.blobFromImage(image, 1.0 if is_yolox else 1 / 255, swapRB=not is_yolox)
    return blob, scale, left, top


def candidates(output):
    """Centre, size, score and class of every anchor above the threshold."""
    if is_yolox:
        scores = output[:, 5:].max(1) * output[:, 4]
        keep = scores > CONFIDENCE
        rows = output[keep]
        xy, wh = (rows[:, :2] + grid[keep]) * strides[keep], np.exp(rows[:, 2:4]) * strides[keep]
        return np.hstack((xy, wh)), scores[keep], rows[:, 5:].argmax(1)
    scores = output[4:].max(0)
    keep = scores > CONFIDENCE
    columns = output[:, keep]
    return columns[:4].T, scores[keep], columns[4:].argmax(0)


def detect(jpeg):
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    if image is None:
        return None
    blob, scale, left, top = letterbox(image)
    boxes, scores, classes = candidates(session.run(None, {source.name: blob})[0][0])
    boxes[:, :2] -= boxes[:, 2:] / 2
    kept = cv2.dnn.NMSBoxesBatched(boxes, scores, classes, CONFIDENCE, IOU)[:MOST] if len(boxes) else []
    height, width = image.shape[:2]
    found = []
    for i in kept:
        x, y, w, h = ((boxes[i] - (left, top, 0, 0)) / scale).tolist()
        box = {"x1": max(x, 0), "y1": max(y, 0), "x2": min(x + w, width), "y2": min(y + h, height)}
        label = int(classes[i])
        found.append({"class": names.get(label, str(label)), "class_id": label, "confidence": float(scores[i]), "box": box})
    return {"image": {"width": width, "height": height}, "detections": found}


@app.post("/detect")
async def answer(request: Request):
    found = await asyncio.get_running_loop().run_in_executor(pool, detect, await request.body())
    if found is None:
        raise HTTPException(422, "The body is not an image.")
    return JSONResponse(found)


@app.get("/ready")
async def ready():
    return {"ready": True}
