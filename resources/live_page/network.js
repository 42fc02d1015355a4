// A network that answers in a page, as core/network and core/data/images work it out, for one sample
// at a time. Above this stand `data`, `network`, ACTIVATIONS and OUTPUTS, which the program wrote.

const shares = (values) => {
  const sum = values.reduce((sum, value) => sum + value, 0);
  return values.map((value) => value / sum);
};

const numbersOf = (text, kind) => {
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  return new { float32: Float32Array, float64: Float64Array }[kind](bytes.buffer);
};

// The layers [W, b] of a frame, W row by row.
const layersOf = (frame) => {
  const flat = numbersOf(frame.weights, frame.kind);
  let place = 0;
  const take = (count) => flat.subarray(place, (place += count));
  return data.sizes.slice(1).map((n, l) => [take(n * data.sizes[l]), take(n)]);
};

const sums = ([W, b], A) =>
  Array.from(b, (start, row) => {
    let z = start;
    const first = row * A.length;
    for (let k = 0; k < A.length; k++) z += W[first + k] * A[k];
    return z;
  });

// What a network answers to inputs x: probabilities or scores, or numbers in their own unit.
const readings = (layers, x) => {
  let A = x;
  layers.slice(0, -1).forEach((layer, l) => {
    A = sums(layer, A).map(ACTIVATIONS[data.activations[l]]);
  });
  const Z = sums(layers[layers.length - 1], A).map((z) => z / data.temperature);
  const found = OUTPUTS[data.activations[data.activations.length - 1]](Z);
  const scale = data.target_scale;
  return scale ? found.map((a, k) => a * scale.deviation[k] + scale.mean[k]) : found;
};

// The names that readings answer; null is none of the classes.
const answer = (found) => {
  if (data.targets === "numbers") return data.classes;
  if (data.targets === "labels") return data.classes.filter((_, k) => found[k] > data.threshold);
  if (Math.max(...found) < data.least_probability) return null;
  const best = found.length === 2 ? +(found[1] > data.threshold) : found.indexOf(Math.max(...found));
  // Of a run that diverged all may be no number: as in the program that answers the first class.
  return [data.classes[Math.max(0, best)]];
};

const scaled = (raw) => {
  const { mean, deviation } = data.inputs;
  if (!mean.length) return raw;
  return raw.map((value, k) => (value - mean[k % mean.length]) / deviation[k % mean.length]);
};

/* Pictures, as core/data/images reads them: Pillow's own reduction and bicubic filter. */

const reduced = ({ width, height, bands, values }, across, down) => {
  const columns = Math.ceil(width / across), rows = Math.ceil(height / down);
  const out = new Uint8Array(columns * rows * bands);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++) {
      const right = Math.min(width, (x + 1) * across), below = Math.min(height, (y + 1) * down);
      const count = (right - x * across) * (below - y * down);
      const share = Math.floor(2 ** 32 / (256 * count));
      for (let band = 0; band < bands; band++) {
        let sum = Math.floor(count / 2);
        for (let row = y * down; row < below; row++)
          for (let column = x * across; column < right; column++)
            sum += values[(row * width + column) * bands + band];
        out[(y * columns + x) * bands + band] = Math.floor((sum * share) / 2 ** 24);
      }
    }
  return { width: columns, height: rows, bands, values: out };
};

const cubic = (x) => {
  x = Math.abs(x);
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((-0.5 * x + 2.5) * x - 4) * x + 2 : 0;
};

// For every place of a line of `size`, where the filter begins and its weights, in 1 / 2^22.
const filters = (length, end, size) => {
  const scale = Math.fround(end) / size, wide = Math.max(scale, 1), support = 2 * wide;
  return Array.from({ length: size }, (_, place) => {
    const centre = (place + 0.5) * scale;
    const first = Math.max(0, Math.trunc(centre - support + 0.5));
    const last = Math.min(length, Math.trunc(centre + support + 0.5));
    const weights = Array.from({ length: last - first }, (_, k) =>
      cubic((k + first - centre + 0.5) / wide));
    const sum = weights.reduce((sum, weight) => sum + weight, 0);
    const whole = weights.map((weight) => (weight / sum) * 2 ** 22);
    return [first, whole.map((weight) => Math.trunc(weight + (weight < 0 ? -0.5 : 0.5)))];
  });
};

const rounded = (sum) => Math.min(255, Math.max(0, (sum + 2 ** 21) >> 22));

const filteredAcross = ({ width, height, bands, values }, end, size) => {
  const out = new Uint8Array(size * height * bands);
  filters(width, end, size).forEach(([first, weights], x) => {
    for (let y = 0; y < height; y++)
      for (let band = 0; band < bands; band++) {
        let sum = 0;
        weights.forEach((weight, k) => {
          sum += weight * values[(y * width + first + k) * bands + band];
        });
        out[(y * size + x) * bands + band] = rounded(sum);
      }
  });
  return { width: size, height, bands, values: out };
};

const filteredDown = ({ width, height, bands, values }, end, size) => {
  const out = new Uint8Array(width * size * bands);
  filters(height, end, size).forEach(([first, weights], y) => {
    for (let place = 0; place < width * bands; place++) {
      let sum = 0;
      weights.forEach((weight, k) => {
        sum += weight * values[(first + k) * width * bands + place];
      });
      out[y * width * bands + place] = rounded(sum);
    }
  });
  return { width, height: size, bands, values: out };
};

const resized = (picture, width, height) => {
  if (picture.width === width && picture.height === height) return picture;
  const across = Math.trunc(picture.width / width / 2) || 1;
  const down = Math.trunc(picture.height / height / 2) || 1;
  const [right, below] = [picture.width / across, picture.height / down];
  const found = across > 1 || down > 1 ? reduced(picture, across, down) : picture;
  const passes = [
    (picture) => filteredAcross(picture, right, width),
    (picture) => filteredDown(picture, below, height),
  ];
  // Pillow begins with the pass that it takes to be the cheaper one, and rounds in between.
  const shrinking = found.height - height;
  if (shrinking > 0 && shrinking > 2 * (found.width - width)) passes.reverse();
  return passes.reduce((picture, pass) => pass(picture), found);
};

const cropped = (picture) => {
  const { width, bands, values } = picture, side = Math.min(width, picture.height);
  const left = Math.floor((width - side) / 2), top = Math.floor((picture.height - side) / 2);
  const out = new Uint8Array(side * side * bands);
  for (let row = 0; row < side; row++) {
    const first = ((top + row) * width + left) * bands;
    out.set(values.subarray(first, first + side * bands), row * side * bands);
  }
  return { width: side, height: side, bands, values: out };
};

// Python rounds a half to the even neighbour.
const even = (value) => {
  const near = Math.round(value);
  return near - value === 0.5 && near % 2 ? near - 1 : near;
};

const padded = (picture, size) => {
  const { bands } = picture, scale = size / Math.max(picture.width, picture.height);
  const [width, height] = [picture.width, picture.height].map((side) =>
    Math.max(1, even(side * scale)));
  const small = resized(picture, width, height), out = new Uint8Array(size * size * bands);
  const colour = channels(backgroundColour(), bands);
  for (let place = 0; place < out.length; place++) out[place] = colour[place % bands];
  const left = Math.floor((size - width) / 2), top = Math.floor((size - height) / 2);
  for (let row = 0; row < height; row++) {
    const line = small.values.subarray(row * width * bands, (row + 1) * width * bands);
    out.set(line, ((top + row) * size + left) * bands);
  }
  return { width: size, height: size, bands, values: out };
};

const backgroundColour = () =>
  [1, 3, 5].map((place) => parseInt(data.inputs.background.slice(place, place + 2), 16));

const channels = ([red, green, blue], bands) =>
  bands === 3 ? [red, green, blue] : [(19595 * red + 38470 * green + 7471 * blue + 32768) >> 16];

// Pixels of a browser, red, green, blue and opacity, as the bench reads a picture.
const pictureOf = (pixels, width, height) => {
  const bands = data.inputs.colour ? 3 : 1, values = new Uint8Array(width * height * bands);
  const below = backgroundColour();
  for (let place = 0; place < width * height; place++) {
    const opacity = pixels[4 * place + 3];
    const colour = below.map((back, band) => {
      const mixed = pixels[4 * place + band] * opacity + back * (255 - opacity) + 128;
      return ((mixed >> 8) + mixed) >> 8;
    });
    values.set(channels(colour, bands), place * bands);
  }
  return { width, height, bands, values };
};

const FITS = {
  stretch: (picture, size) => resized(picture, size, size),
  crop: (picture, size) => resized(cropped(picture), size, size),
  pad: padded,
};

const inputsOf = (picture) => {
  const { values } = FITS[data.inputs.fit](picture, data.inputs.size);
  return scaled(Array.from(values, (value) => value / 255));
};

/* Tables. */

// The features of one cell of a table, as TableColumn.encode of core/experiment/inputs.py.
const encoded = (column, text) => {
  if (typeof column === "string" || column.role === "number") {
    const value = text.trim() === "" ? NaN : Number(text.trim().replace(",", "."));
    const filled = Number.isFinite(value) ? value : column.mean || 0;
    return column.marks_missing ? [filled, +!Number.isFinite(value)] : [filled];
  }
  const several = column.role === "categories" ? text.split(column.separator) : [text];
  const places = several.map((one) => column.values.indexOf(one.trim().normalize("NFC")));
  if (column.role === "category" && column.code === "integer")
    return [places[0] < 0 && column.unseen.length ? column.unseen[0] : places[0] + 1];
  if (column.unseen.length && places.every((one) => one < 0)) return column.unseen;
  return Array.from({ length: column.values.length + 1 }, (_, k) =>
    +places.includes(k === column.values.length ? -1 : k));
};
