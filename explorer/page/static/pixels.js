// The pixel neuron: a picture to draw on, weights as a picture, their products, and what comes of them.

const SIDE = data.pixels.side;
const inside = (place) => Math.max(0, Math.min(SIDE - 1, place));
const cursor = { image: [14, 14], weights: [14, 14] };
let pictures = { image: [], weights: [] };

function readPictures() {
  const { images, patterns } = data.pixels, drawn = (values) => [...(values ?? unrun("0"))];
  pictures.image = state.picture === "drawn" ? drawn(state.drawn) : unrun(images[state.picture]);
  pictures.weights = state.pattern === "hand" ? drawn(state.hand) : unrun(patterns[state.pattern].weights);
}

// Blue below 0, white at 0, orange above; greys for the picture.
function colour(value, grey) {
  if (grey) return [255 * value, 255 * value, 255 * value];
  const [half, full] = value < 0 ? [[87, 144, 252], [31, 63, 143]] : [[248, 156, 32], [138, 75, 0]];
  const strength = 2 * Math.min(1, Math.abs(value));
  const between = (from, to, share) => from + (to - from) * share;
  return half.map((c, k) => (strength < 1 ? between(255, c, strength) : between(c, full[k], strength - 1)));
}
function paint(id, pixels, grey, scale = 1) {
  const context = $(id).getContext("2d"), image = context.createImageData(SIDE, SIDE);
  pixels.forEach((value, k) => image.data.set([...colour(value / scale, grey), 255], 4 * k));
  context.putImageData(image, 0, 0);
}

function pixels() {
  const { image, weights } = pictures, sigma = f[state.f];
  const tensors = { W1: [weights], a0: image.map((x) => [x]), b1: [[state.pixelBias]] };
  const z = forms.pixels(tensors, identity), y = forms.pixels(tensors, sigma);
  const weighted = forms.pixels({ ...tensors, b1: [[0]] }, identity);
  const count = (test) => weights.filter(test).length;
  values.p = { sum: weighted, z, y, positive: count((w) => w > 0), negative: count((w) => w < 0) };
  paint("image", image, true);
  const scale = Math.max(1, ...weights.map(Math.abs));
  paint("weights", weights, false, scale);
  paint("products", image.map((x, k) => x * weights[k]), false, scale);
  fill($("pixels"));
  const bias = `${state.pixelBias < 0 ? "−" : "+"} ${show(Math.abs(state.pixelBias))}`;
  put($("pixels-now"), `${show(weighted)} ${bias} = ${show(z)}: the neuron is ${active(z) ? "active" : "inactive"}.`);
  put($("pattern-about"), data.pixels.patterns[state.pattern]?.about ?? "weights drawn by hand");
  say(`weighted sum ${show(weighted)}, activation ${show(y)}`);
}

function draw(id, row, column, value, size) {
  const from = Math.floor((size - 1) / 2);
  for (let r = row - from; r < row - from + size; r += 1)
    for (let c = column - from; c < column - from + size; c += 1)
      if (r >= 0 && c >= 0 && r < SIDE && c < SIDE) pictures[id][r * SIDE + c] = value;
  if (id === "image") [state.picture, state.drawn] = ["drawn", pictures.image];
  else [state.pattern, state.hand] = ["hand", pictures.weights];
  $("picture").value = state.picture;
  $("pattern").value = state.pattern;
  pixels();
  keep();
}

function drawable(id, pen) {
  const canvas = $(id), box = canvas.parentElement.querySelector(".cursor");
  const place = () => {
    const [row, column] = cursor[id];
    Object.assign(box.style, { top: `${(100 * row) / SIDE}%`, left: `${(100 * column) / SIDE}%` });
  };
  const size = () => Number($("pen-size").value);
  const stroke = (event) => {
    const frame = canvas.getBoundingClientRect();
    cursor[id] = [(event.clientY - frame.top) / frame.height, (event.clientX - frame.left) / frame.width]
      .map((share) => inside(Math.floor(share * SIDE)));
    place();
    draw(id, ...cursor[id], Number($(pen).value), size());
  };
  canvas.addEventListener("pointerdown", (event) => {
    canvas.setPointerCapture(event.pointerId);
    stroke(event);
  });
  canvas.addEventListener("pointermove", (event) => event.buttons && stroke(event));
  canvas.addEventListener("keydown", (event) => {
    const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
    const value = { " ": Number($(pen).value), Enter: Number($(pen).value), Delete: 0, Backspace: 0 }[event.key];
    if (!step && value === undefined) return;
    event.preventDefault();
    if (step) cursor[id] = cursor[id].map((x, i) => inside(x + step[i]));
    else draw(id, ...cursor[id], value, size());
    place();
    const [row, column] = cursor[id], k = row * SIDE + column;
    const here = `pixel ${show(pictures.image[k])}, weight ${show(pictures.weights[k])}`;
    say(`row ${row}, column ${column}: ${here}, weighted sum ${show(values.p.sum)}`);
  });
  place();
}
