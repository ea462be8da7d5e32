// Detector for YOLOv8 and YOLOX models: accepts a JPEG and returns boxes in pixels of the image.
import ort from 'onnxruntime-node';
import sharp from 'sharp';

const CONFIDENCE = 0.25;
const IOU = 0.45;
const MOST = 300;
const GREY = { r: 114, g: 114, b: 114 };

export async function createDetector(model, threads) {
  sharp.concurrency(threads);
  sharp.cache(false);
  const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, executionProviders: ['cpu'] });
  const [input, output] = [session.inputNames[0], session.outputNames[0]];
  const side = session.inputMetadata[0].shape[2];
  const [rows, columns] = session.outputMetadata[0].shape.slice(1);
  const isYolox = rows > columns;
  const plane = side * side;
  const idle = []; // reusable inputs: a new one would be zeroed first
  const cells = isYolox ? grid(side) : [];

  return async function detect(jpeg) {
    const image = sharp(jpeg).autoOrient();
    const { autoOrient: size } = await image.metadata();
    const { data } = await image
      .resize(side, side, { fit: 'contain', kernel: 'linear', position: isYolox ? 'left top' : 'centre', background: GREY })
      .toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const tensor = idle.pop() ?? new ort.Tensor('float32', new Float32Array(3 * plane), [1, 3, side, side]);
    fill(tensor.data, data, plane, isYolox);
    const results = await session.run({ [input]: tensor });
    idle.push(tensor);
    const found = isYolox ? yolox(results[output].data, rows, columns, cells) : yolov8(results[output].data, rows, columns);
    const scale = Math.min(side / size.width, side / size.height);
    const [left, top] = isYolox ? [0, 0]
      : [Math.floor((side - Math.round(size.width * scale)) / 2), Math.floor((side - Math.round(size.height * scale)) / 2)];
    return { image: { width: size.width, height: size.height }, detections: suppress(found).map((one) => placed(one, size, scale, left, top)) };
  };
}

function fill(planes, pixels, plane, isYolox) {
  const scale = isYolox ? 1 : 1 / 255;
  const [red, blue] = isYolox ? [2 * plane, 0] : [0, 2 * plane];
  for (let i = 0, from = 0; i < plane; i++, from += 3) {
    planes[red + i] = pixels[from] * scale;
    planes[plane + i] = pixels[from + 1] * scale;
    planes[blue + i] = pixels[from + 2] * scale;
  }
}

function grid(side) {
  return [8, 16, 32].flatMap((stride) => Array.from({ length: (side / stride) ** 2 }, (_, i) => [i % (side / stride), Math.floor(i / (side / stride)), stride]));
}

// [4 + classes, anchors], read class by class in memory order.
function yolov8(data, rows, anchors) {
  const best = new Float32Array(anchors).fill(CONFIDENCE);
  const classes = new Int32Array(anchors).fill(-1);
  for (let row = 4; row < rows; row++) {
    const from = row * anchors;
    for (let i = 0; i < anchors; i++) {
      if (data[from + i] > best[i]) {
        best[i] = data[from + i];
        classes[i] = row - 4;
      }
    }
  }
  const found = [];
  for (let i = 0; i < anchors; i++) {
    if (classes[i] >= 0) found.push(centred(data[i], data[anchors + i], data[2 * anchors + i], data[3 * anchors + i], best[i], classes[i]));
  }
  return found;
}

// [anchors, 5 + classes], relative to the cells of three grids.
function yolox(data, anchors, columns, cells) {
  const found = [];
  for (let i = 0; i < anchors; i++) {
    const from = i * columns;
    if (data[from + 4] <= CONFIDENCE) continue;
    let label = 5;
    for (let column = 6; column < columns; column++) if (data[from + column] > data[from + label]) label = column;
    const score = data[from + 4] * data[from + label];
    if (score <= CONFIDENCE) continue;
    const [x, y, stride] = cells[i];
    found.push(centred((data[from] + x) * stride, (data[from + 1] + y) * stride, Math.exp(data[from + 2]) * stride, Math.exp(data[from + 3]) * stride, score, label - 5));
  }
  return found;
}

const centred = (x, y, w, h, score, label) => ({ x1: x - w / 2, y1: y - h / 2, x2: x + w / 2, y2: y + h / 2, score, label });

function suppress(found) {
  found.sort((one, other) => other.score - one.score);
  const kept = [];
  for (const one of found) {
    if (kept.length < MOST && !kept.some((other) => other.label === one.label && overlap(one, other) > IOU)) kept.push(one);
  }
  return kept;
}

function overlap(a, b) {
  const both = Math.max(0, Math.min(a.x2, b.x2) - Math.max(a.x1, b.x1)) * Math.max(0, Math.min(a.y2, b.y2) - Math.max(a.y1, b.y1));
  return both / ((a.x2 - a.x1) * (a.y2 - a.y1) + (b.x2 - b.x1) * (b.y2 - b.y1) - both);
}

function placed({ x1, y1, x2, y2, score, label }, size, scale, left, top) {
  const x = (value) => Math.min(Math.max((value - left) / scale, 0), size.width);
  const y = (value) => Math.min(Math.max((value - top) / scale, 0), size.height);
  return { class_id: label, confidence: score, box: { x1: x(x1), y1: y(y1), x2: x(x2), y2: y(y2) } };
}
