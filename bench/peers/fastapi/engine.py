"""Speed of this build of ONNX Runtime alone: COUNT concurrent threads run the model on a prepared tensor.

engine.py MODEL TENSOR COUNT THREADS_OF_A_RUN SECONDS prints {"version", "runs", "seconds"}; TENSOR is raw float32.
"""
import json
import sys
import time
from threading import Thread

import numpy as np
import onnxruntime

model, tensor, count, threads, seconds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]), float(sys.argv[5])
options = onnxruntime.SessionOptions()
options.intra_op_num_threads = threads
session = onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
source = session.get_inputs()[0]
feed = {source.name: np.fromfile(tensor, np.float32).reshape(1, *source.shape[1:])}
for _ in range(2):
    session.run(None, feed)

begun, times = time.perf_counter(), []


def loop():
    while time.perf_counter() - begun < seconds:
        session.run(None, feed)
        times.append(time.perf_counter())


loops = [Thread(target=loop) for _ in range(count)]
for one in loops:
    one.start()
for one in loops:
    one.join()
print(json.dumps({"version": onnxruntime.__version__, "runs": len(times), "seconds": max(times) - begun}))
