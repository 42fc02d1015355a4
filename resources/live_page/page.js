// What the reader of the page sees: the run at any of its frames. Below `network.js`.

const part = (kind, place, text) => {
  const made = document.createElement(kind);
  if (text !== undefined) made.textContent = text;
  if (place) place.append(made);
  return made;
};

const place = document.getElementById("live_run");
const frames = data.frames;
const withWeights = frames.filter((frame) => frame.weights);
const known = new Map();
let now = frames.length - 1;

// The layers at a frame, or at the nearest later one whose weights the page holds.
const layersAt = (number) => {
  const frame = frames.slice(number).find((frame) => frame.weights);
  if (!frame) return null;
  if (!known.has(frame)) known.set(frame, layersOf(frame));
  return known.get(frame);
};

// A cost that is no number, of a run that diverged, is null here.
const digits = (value) => (value === null ? "-" : Number(value.toPrecision(4)).toString());

const said = (found) => {
  const names = answer(found), shown = data.classes.map((name, k) => `${name} ${digits(found[k])}`);
  if (data.targets === "numbers") return shown.join(", ");
  const title = names === null ? data.words.none : names.join(", ") || data.words.no_label;
  return `${title} (${shown.join(", ")})`;
};

const COLOURS = [[43, 108, 176], [197, 81, 0], [56, 142, 60], [142, 68, 173], [0, 137, 150],
  [183, 28, 28], [120, 100, 0], [80, 80, 80]];
const colourOf = (k) => COLOURS[k % COLOURS.length];

const drawers = [];

const canvas = (parent, width, height, label) => {
  const made = part("canvas", parent);
  made.width = width;
  made.height = height;
  made.setAttribute("role", "img");
  made.setAttribute("aria-label", label);
  return made;
};

const showCurve = () => {
  const drawn = canvas(place, 640, 160, data.words.curve), pen = drawn.getContext("2d");
  const all = data.curves.flatMap((curve) => curve.values).filter(Number.isFinite);
  const low = Math.min(0, ...all), high = Math.max(...all) || 1;
  const end = Math.max(...data.curves.flatMap((curve) => curve.at), 1);
  const x = (at) => 4 + (632 * at) / end, y = (value) => 156 - (152 * (value - low)) / (high - low);
  drawers.push(() => {
    pen.clearRect(0, 0, 640, 160);
    data.curves.forEach((curve, k) => {
      pen.strokeStyle = `rgb(${colourOf(k)})`;
      pen.beginPath();
      curve.at.forEach((at, place) => {
        if (curve.values[place] !== null) pen.lineTo(x(at), y(curve.values[place]));
      });
      pen.stroke();
    });
    pen.strokeStyle = "#888";
    pen.strokeRect(x(frames[now].at), 2, 0.5, 156);
  });
  const legend = part("p", place);
  data.curves.forEach((curve, k) => {
    const name = part("span", legend, `${curve.name} `);
    name.style.color = `rgb(${colourOf(k)})`;
  });
};

const showTimeline = () => {
  const line = part("p", place), play = part("button", line, data.words.play);
  const slider = part("input", line), label = part("output", line);
  Object.assign(slider, { type: "range", min: 0, max: frames.length - 1, value: now });
  slider.setAttribute("aria-label", data.words.timeline);
  const go = (number) => {
    now = Math.min(number, frames.length - 1);
    slider.value = now;
    drawers.forEach((draw) => draw());
  };
  slider.addEventListener("input", () => go(+slider.value));
  let timer = 0;
  play.addEventListener("click", () => {
    clearInterval(timer);
    go(now === frames.length - 1 ? 0 : now);
    timer = setInterval(() => (now < frames.length - 1 ? go(now + 1) : clearInterval(timer)), 80);
  });
  drawers.push(() => {
    const { iteration, cost } = frames[now];
    label.textContent = data.words.at
      .replace("{iteration}", iteration)
      .replace("{cost}", digits(cost));
  });
};

const showBoundary = () => {
  const { points, numbers, extent } = data.plane, side = 400, cells = 100;
  const drawn = canvas(place, side, side, data.words.boundary), pen = drawn.getContext("2d");
  const coarse = document.createElement("canvas");
  coarse.width = coarse.height = cells;
  const [left, right, bottom, top] = extent;
  const at = (x, y) => [((x - left) / (right - left)) * side, ((top - y) / (top - bottom)) * side];
  drawers.push(() => {
    const layers = layersAt(now), image = new ImageData(cells, cells);
    for (let row = 0; row < cells; row++)
      for (let column = 0; column < cells; column++) {
        const x = left + ((column + 0.5) / cells) * (right - left);
        const y = top - ((row + 0.5) / cells) * (top - bottom);
        const found = readings(layers, scaled([x, y]));
        const names = answer(found) || [], best = data.classes.indexOf(names[0]);
        const strength = best < 0 ? 0 : 0.15 + 0.35 * Math.min(1, Math.max(0, found[best]));
        const colour = best < 0 ? [128, 128, 128] : colourOf(best);
        image.data.set([...colour, 255 * strength], 4 * (row * cells + column));
      }
    coarse.getContext("2d").putImageData(image, 0, 0);
    pen.clearRect(0, 0, side, side);
    pen.drawImage(coarse, 0, 0, side, side);
    points.forEach(([x, y], k) => {
      pen.fillStyle = `rgb(${colourOf(numbers[k])})`;
      pen.beginPath();
      pen.arc(...at(x, y), 2.5, 0, 7);
      pen.fill();
    });
  });
  const words = part("p", place, data.words.click);
  drawn.addEventListener("click", (event) => {
    const x = left + (event.offsetX / side) * (right - left);
    const y = top - (event.offsetY / side) * (top - bottom);
    const found = readings(layersAt(now), scaled([x, y]));
    words.textContent = `(${digits(x)}, ${digits(y)}): ${said(found)}`;
  });
};

const showSamples = () => {
  const list = part("div", place);
  list.className = "live_samples";
  data.samples.forEach((sample, k) => {
    const figure = part("figure", list), image = part("img", figure);
    image.src = sample.picture;
    image.alt = sample.label;
    part("figcaption", figure, sample.label);
    const words = part("figcaption", figure);
    drawers.push(() => {
      const found = frames[now].readings[k], names = answer(found);
      const first = names === null ? data.words.none : names.join(", ") || data.words.no_label;
      words.textContent = `→ ${first}`;
      words.className = first === sample.label ? "right" : "wrong";
      figure.title = said(found);
    });
  });
};

const showForm = () => {
  const form = part("form", place), values = data.inputs.columns || data.inputs.names;
  const fields = values.map((column) => {
    const label = part("label", form, `${column.name || column} `), field = part("input", label);
    field.type = "text";
    field.value = column.mean === undefined ? "0" : digits(column.mean);
    return field;
  });
  const words = part("p", place);
  drawers.push(() => {
    const raw = values.flatMap((column, k) => encoded(column, fields[k].value));
    words.textContent = said(readings(layersAt(now), scaled(raw)));
  });
  form.addEventListener("input", () => drawers.forEach((draw) => draw()));
  form.addEventListener("submit", (event) => event.preventDefault());
};

const pixelsOf = async (file) => {
  const image = await createImageBitmap(file, {
    imageOrientation: "from-image",
    premultiplyAlpha: "none",
    colorSpaceConversion: "none",
  });
  const drawn = document.createElement("canvas");
  [drawn.width, drawn.height] = [image.width, image.height];
  const pen = drawn.getContext("2d", { willReadFrequently: true });
  pen.drawImage(image, 0, 0);
  return pen.getImageData(0, 0, image.width, image.height);
};

const showDropped = () => {
  const zone = part("label", place, data.words.drop), chosen = part("input", zone);
  const list = part("div", place);
  zone.className = "live_drop";
  list.className = "live_samples";
  Object.assign(chosen, { type: "file", multiple: true, accept: "image/*" });
  const pictures = [];
  const take = async (files) => {
    for (const file of files) {
      const figure = part("figure", list);
      try {
        const { data: pixels, width, height } = await pixelsOf(file);
        const image = part("img", figure);
        image.src = URL.createObjectURL(file);
        image.alt = file.name;
        const words = part("figcaption", figure);
        pictures.push([inputsOf(pictureOf(pixels, width, height)), words]);
        answerAll();
      } catch {
        part("figcaption", figure, data.words.no_picture.replace("{file}", () => file.name));
      }
    }
  };
  const answerAll = () =>
    pictures.forEach(([x, words]) => {
      const found = readings(layersAt(now), x);
      words.textContent = said(found);
      words.dataset.readings = JSON.stringify(found);
    });
  drawers.push(answerAll);
  chosen.addEventListener("change", () => take(chosen.files));
  zone.addEventListener("dragover", (event) => event.preventDefault());
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer.files);
  });
};

showTimeline();
showCurve();
if (data.plane) showBoundary();
if (data.samples.length) showSamples();
if (withWeights.length && data.inputs.type === "picture" && data.takes_pictures) showDropped();
if (withWeights.length && data.inputs.type !== "picture" && !data.plane) showForm();
drawers.forEach((draw) => draw());
