const byId = (id) => document.getElementById(id);
const palette = ["#0b7a75", "#d35400", "#8e44ad", "#c0392b", "#2471a3", "#7d6608", "#196f3d", "#b03a7b"];
const colour = (classId) => palette[classId % palette.length];
let photo = null;

/**
 * Returns the JSON of a response; throws an Error with detail and trace id for problem+json. After a 401 the user must sign in
 * again; after a 403 the message names the missing scope.
 */
async function json(response) {
  const body = await response.json();
  if (!response.ok) {
    const error = new Error(`${body.title}: ${body.detail ?? ""} (${response.status}, trace ${body.trace_id ?? "unknown"})`);
    if (response.status === 401) showSignIn(error);
    throw error;
  }
  return body;
}

function showProblem(error, place = "problem") {
  byId(place).textContent = error?.message ?? "";
  byId(place).hidden = !error;
}

/** Hides everything that belongs to the session that has ended. */
function showSignIn(error) {
  document.querySelector("main").hidden = true;
  byId("account").hidden = true;
  byId("signin").hidden = false;
  byId("kept").replaceChildren();
  byId("detections").hidden = true;
  byId("summary").textContent = "No photo yet.";
  byId("photo").hidden = true;
  byId("hint").hidden = false;
  byId("state").textContent = "Not signed in";
  photo = null;
  showProblem(error, "signin-problem");
  byId("credential").focus();
}

async function start({ subject, tenant, open }) {
  byId("signin").hidden = true;
  byId("account").hidden = open;
  byId("subject").textContent = subject;
  byId("tenant").textContent = tenant;
  document.querySelector("main").hidden = false;
  showProblem(null);
  listKept().catch(() => {});
  await listModels().catch((error) => showProblem(error));
}

async function resume() {
  const response = await fetch("v1/session");
  if (response.status === 401) return showSignIn(null);
  await start(await json(response));
}

async function signIn(event) {
  event.preventDefault();
  try {
    const response = await fetch("v1/session", { method: "POST", headers: { Authorization: `Bearer ${byId("credential").value.trim()}` } });
    const session = await json(response);
    byId("credential").value = "";
    showProblem(null, "signin-problem");
    await start(session);
  } catch (error) {
    showProblem(error, "signin-problem");
  }
}

async function signOut() {
  const response = await fetch("v1/session", { method: "DELETE" });
  if (response.ok || response.status === 401) return showSignIn(null);
  await json(response);
}

async function listModels() {
  const { models, default: preferred } = await json(await fetch("v1/models"));
  byId("model").replaceChildren(...models.map(({ name, state }) => new Option(["ready", "unloaded"].includes(state) ? name : `${name} (${state})`, name, false, name === preferred)));
  const model = models.find(({ name }) => name === preferred);
  byId("state").textContent = model?.state === "ready"
    ? `${model.name} ${model.version} on ${model.provider}: ${model.classes.length} classes`
    : model?.error ?? `Model ${preferred} is not loaded yet`;
}

async function listKept() {
  const { items } = await json(await fetch("v1/predictions?limit=8"));
  byId("kept").replaceChildren(...items.map((prediction) => {
    const link = Object.assign(document.createElement("a"), {
      href: `v1/predictions/${prediction.id}`,
      textContent: `${new Date(prediction.created_at).toLocaleTimeString()} · ${prediction.filename ?? prediction.image.format}`,
    });
    const entry = document.createElement("li");
    entry.append(link, ` · ${prediction.detections.length} detections by ${prediction.model.name}`);
    return entry;
  }));
}

/** Draws the photo upright (the browser applies EXIF orientation) and the boxes in its pixels. */
async function draw(file, detections) {
  const canvas = byId("photo");
  const bitmap = await createImageBitmap(file, { imageOrientation: "from-image" });
  Object.assign(canvas, { width: bitmap.width, height: bitmap.height, hidden: false });
  byId("hint").hidden = true;
  const pen = canvas.getContext("2d");
  pen.drawImage(bitmap, 0, 0);
  const unit = Math.max(2, Math.round(Math.max(bitmap.width, bitmap.height) / 400));
  pen.lineWidth = unit;
  pen.font = `${unit * 8}px system-ui, sans-serif`;
  pen.textBaseline = "bottom";
  for (const { class: name, class_id: id, confidence, box } of detections) {
    const label = `${name} ${confidence.toFixed(2)}`;
    pen.strokeStyle = pen.fillStyle = colour(id);
    pen.strokeRect(box.x1, box.y1, box.x2 - box.x1, box.y2 - box.y1);
    const top = Math.max(box.y1, unit * 10);
    pen.fillRect(box.x1, top - unit * 10, pen.measureText(label).width + unit * 4, unit * 10);
    pen.fillStyle = "white";
    pen.fillText(label, box.x1 + unit * 2, top - unit);
  }
}

function list({ detections, timings_ms: timings, provider, recorded, image }) {
  byId("summary").textContent = `${detections.length} detections in ${image.width} × ${image.height}, ${timings.total.toFixed(0)} ms on ${provider}, ${recorded ? "recorded" : "not recorded"}.`;
  byId("detections").hidden = detections.length === 0;
  byId("detections").tBodies[0].replaceChildren(...detections.map(({ class: name, confidence, box }) => {
    const row = document.createElement("tr");
    const corners = [box.x1, box.y1, box.x2, box.y2].map(Math.round).join(", ");
    row.append(...[name, confidence.toFixed(2), corners].map((text) => Object.assign(document.createElement("td"), { textContent: text })));
    return row;
  }));
}

async function detect() {
  if (!photo) return;
  byId("drop").classList.add("busy");
  showProblem(null);
  try {
    const body = new FormData();
    body.append("image", photo, photo.name);
    const query = new URLSearchParams({ model: byId("model").value, confidence: byId("confidence").value });
    const result = await json(await fetch(`v1/detect?${query}`, { method: "POST", body }));
    list(result);
    await draw(photo, result.detections);
    await listKept();
  } catch (error) {
    showProblem(error);
  } finally {
    byId("drop").classList.remove("busy");
  }
}

function select(files) {
  const file = [...files].find(({ type }) => type.startsWith("image/"));
  if (!file) return showProblem(new Error("The file is not an image. Accepted formats: JPEG, PNG, WebP, GIF, BMP, TIFF and AVIF."));
  photo = file;
  detect();
}

const drop = byId("drop");
for (const kind of ["dragenter", "dragover"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.add("over"); });
}
for (const kind of ["dragleave", "drop"]) {
  drop.addEventListener(kind, (event) => { event.preventDefault(); drop.classList.remove("over"); });
}
drop.addEventListener("drop", (event) => select(event.dataTransfer.files));
drop.addEventListener("keydown", (event) => { if (event.key === "Enter" || event.key === " ") byId("file").click(); });
document.addEventListener("paste", (event) => { if (event.clipboardData.files.length) select(event.clipboardData.files); });
byId("file").addEventListener("change", (event) => select(event.target.files));
byId("model").addEventListener("change", detect);
byId("confidence").addEventListener("input", (event) => { event.target.nextElementSibling.value = event.target.value; });
byId("confidence").addEventListener("change", detect);

byId("signin").addEventListener("submit", signIn);
byId("signout").addEventListener("click", () => signOut().catch((error) => showProblem(error)));

resume().catch((error) => {
  document.querySelector("main").hidden = false;
  showProblem(error);
});
