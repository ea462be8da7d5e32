// Speed of this build of ONNX Runtime alone: COUNT concurrent threads run the model on a prepared tensor.
// engine.mjs MODEL TENSOR COUNT THREADS_OF_A_RUN SECONDS prints {"version", "runs", "seconds"}; TENSOR is raw float32.
import { readFileSync } from 'node:fs';
import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads';
import ort from 'onnxruntime-node';

if (isMainThread) {
  const [model, tensor, count, threads, seconds] = process.argv.slice(2);
  const loops = Array.from({ length: Number(count) }, () => new Worker(new URL(import.meta.url), { workerData: { model, tensor, threads: Number(threads), seconds: Number(seconds) } }));
  const nextMessage = (loop) => new Promise((resolve, reject) => loop.once('message', resolve).once('error', reject));
  await Promise.all(loops.map(nextMessage)); // all are warm
  const results = loops.map(nextMessage);
  const begun = performance.now();
  loops.forEach((loop) => loop.postMessage('go'));
  const runs = (await Promise.all(results)).reduce((sum, one) => sum + one, 0);
  console.log(JSON.stringify({ version: ort.env.versions.node, runs, seconds: (performance.now() - begun) / 1000 }));
  process.exit(0);
} else {
  const { model, tensor, threads, seconds } = workerData;
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, executionProviders: ['cpu'] });
  const file = readFileSync(tensor);
  const values = new Float32Array(file.buffer, file.byteOffset, file.byteLength / 4);
  const shape = session.inputMetadata[0].shape;
  const feed = { [session.inputNames[0]]: new ort.Tensor('float32', values, [1, ...shape.slice(1)]) };
  for (let i = 0; i < 2; i++) await session.run(feed);
  parentPort.once('message', async () => {
    const end = performance.now() + seconds * 1000;
    let runs = 0;
    for (; performance.now() < end; runs++) await session.run(feed);
    parentPort.postMessage(runs);
  });
  parentPort.postMessage('warm');
}
