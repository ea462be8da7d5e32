// Object detection over HTTP in Node: sharp and onnxruntime-node, one process per worker. POST /detect accepts a JPEG as the body.
// MODEL is the path of the model file, ENGINE_THREADS the number of threads per run, WORKERS the number of processes, PORT the port to listen on.
import cluster from 'node:cluster';
import http from 'node:http';
import { createDetector } from './detector.mjs';

const workers = Number(process.env.WORKERS ?? 1);
if (cluster.isPrimary && workers > 1) {
  for (let i = 0; i < workers; i++) cluster.fork();
} else {
  const detect = await createDetector(process.env.MODEL, Number(process.env.ENGINE_THREADS ?? 1));
  http.createServer(async (request, response) => {
    if (request.url === '/ready') return send(response, 200, { ready: true });
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    try {
      send(response, 200, await detect(Buffer.concat(chunks)));
    } catch (error) {
      send(response, 422, { detail: error.message });
    }
  }).listen(Number(process.env.PORT), '127.0.0.1', () => console.log('worker ready'));
}

function send(response, status, body) {
  const json = JSON.stringify(body);
  response.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(json) }).end(json);
}
