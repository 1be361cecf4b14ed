// One layer: every form computes its own values, by the code printed from it; weights light up everywhere at once.

const FORMS = ["neuron", "summation", "matrix", "batched"];
const others = [[0, 0, 0], [1, 1, 1], [1, 0, 0]]; // the batch: the input, and three examples more
const batch = () => [state.a, ...others];

function convention() {
  const [order, vectors, base] = state.convention.split("-");
  return { order, vectors, base: Number(base), key: `${order}-${vectors}`, rows: vectors === "rows" };
}

// The tensors under all letters, shaped as the convention has them.
function layerTensors({ rows }) {
  const vector = (values) => (rows ? [values] : values.map((x) => [x]));
  return {
    W1: state.W, V1: transpose(state.W), A0: transpose(batch()), X0: batch(),
    a0: vector(state.a), x0: vector(state.a), b1: vector(state.b), c1: vector(state.b),
  };
}

// z and y of every form, vectors as lists and the batch as a list of examples.
function layerValues() {
  const chosen = convention(), tensors = layerTensors(chosen);
  const of = (sigma) => {
    const value = (form, j) => forms[`${state.convention} ${form}`](tensors, sigma, j);
    const whole = value("batched");
    return {
      neuron: [0, 1].map((j) => value(`neuron ${j}`)),
      summation: [0, 1].map((j) => value("summation", j + chosen.base)),
      matrix: value("matrix").flat(),
      batched: chosen.rows ? whole : transpose(whole),
    };
  };
  const z = of(identity), y = of(f[state.f]);
  return Object.fromEntries(FORMS.map((form) => [form, { z: z[form], y: y[form] }]));
}

function layer() {
  values.l = { W: state.W, a: state.a, b: state.b, A: batch(), ...layerValues() };
  fill($("layer"));
  const largest = Math.max(1, ...state.W.flat().map(Math.abs)), { base } = convention();
  for (const edge of document.querySelectorAll("#layer [data-edge]")) {
    const [j, k] = edge.dataset.edge.split(".").map(Number), weight = state.W[j][k];
    edge.querySelector(".line").setAttribute("stroke-width", (0.75 + (5 * Math.abs(weight)) / largest).toFixed(2));
    edge.classList.toggle("negative", weight < 0);
    edge.setAttribute("aria-label", `weight to neuron ${j + base} from input ${k + base}: ${show(weight)}`);
  }
  for (const label of document.querySelectorAll("#layer [data-bias]")) {
    const j = Number(label.dataset.bias);
    put(label, `${convention().rows ? "c" : "b"}${"₀₁₂"[j + base]}⁽¹⁾ = ${show(state.b[j])}`);
  }
  for (const number of document.querySelectorAll("#layer .neuron [data-s]")) fit(number, 46);
  const results = FORMS.map((form) => (form === "batched" ? values.l.batched.y[0] : values.l[form].y));
  const apart = results.flatMap((y) => y.map((value, j) => Math.abs(value - results[0][j])));
  put($("spread"), `With these numbers the four forms differ by at most ${show(Math.max(...apart))}.`);
}

// A number too long for its circle is set narrower.
function fit(text, room) {
  text.removeAttribute("textLength");
  if (text.getComputedTextLength() <= room) return;
  text.setAttribute("textLength", room);
  text.setAttribute("lengthAdjust", "spacingAndGlyphs");
}

function layerFormulas() {
  const chosen = convention(), { formulas, claims } = data.layer.conventions[state.convention];
  const line = ({ html }) => `<div class="formula">${html}</div>`;
  for (const form of FORMS)
    $(`form-${form}`).innerHTML = [...formulas[form], ...data.layer.numbers[chosen.key][form]].map(line).join("");
  const told = ({ html, verdict, words, evidence }) =>
    `<li><div class="formula"><span class="verdict ${verdict}">${verdict}</span> ${html}</div>` +
    `<span class="soft">${words} (${evidence})</span></li>`;
  $("claims").innerHTML = claims.map(told).join("");
  const all = claims.every(({ verdict }) => verdict === "proved");
  const equal = "Every form below is proved equal to σ(Wa + b), as it is written here.";
  put($("claims-head"), all ? equal : "Not every form below is proved.");
  for (const name of ["order", "vectors", "base"])
    for (const choice of document.getElementsByName(name)) choice.checked = choice.value === String(chosen[name]);
  layerNames(chosen);
  layerCode();
}

// Names in the diagram and in the table of numbers.
function layerNames({ rows, base }) {
  for (const label of document.querySelectorAll("#layer [data-name]")) {
    const [letter, index] = label.dataset.name.split(".");
    put(label, `${rows ? "x" : "a"}${"₀₁₂₃"[Number(index) + base]}${letter === "a" ? "⁽⁰⁾" : "⁽¹⁾"}`);
  }
  for (const head of document.querySelectorAll("#layer [data-index]"))
    put(head, `${head.dataset.word} ${Number(head.dataset.index) + base}`);
  for (const box of document.querySelectorAll("#layer input[data-path]")) {
    const [, letter, ...indices] = box.dataset.path.split("."), [j, k] = indices.map((i) => Number(i) + base);
    const name = { W: `weight to neuron ${j} from input ${k}`, a: `input ${j}`, b: `bias of neuron ${j}` }[letter];
    box.setAttribute("aria-label", name);
  }
}

// A NumPy array with the numbers of the page, each of them marked. Where vectors are rows they are shaped (1, n).
function pythonArray({ letter, turned }, rows) {
  const cell = (value, path) => `<span data-m="l.${letter}.${path}">${value}</span>`;
  const list = (parts) => `[${parts.join(", ")}]`;
  if (letter === "a" || letter === "b") {
    const vector = list(state[letter].map(cell));
    return rows ? list([vector]) : vector;
  }
  const matrix = (letter === "A" ? batch() : state.W).map((row, i) => row.map((value, k) => cell(value, `${i}.${k}`)));
  return list((turned ? transpose(matrix) : matrix).map(list));
}
function layerCode() {
  const { key, rows } = convention(), { sources, arguments: given } = data.layer.code[key][state.code];
  const source = sources[state.f].replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`);
  const assigned = given.map(
    (one) => `<span data-m="l.${one.letter}.*">${one.name}</span> = np.array(${pythonArray(one, rows)}, float)`,
  );
  const call = `print(compute(${given.map(({ name }) => name).join(", ")}))`;
  const weights = source.replace(/\b([WV]1)\b/g, '<span data-m="l.W.*">$1</span>');
  $("layer-code").innerHTML = `${weights}\n\n${assigned.join("\n")}\n${call}\n`;
  relight();
}

// Lighting up: everything with the same mark, and what stands for all entries at once.
let lit = null;
const marked = (target) => (target instanceof Element ? (target.closest("[data-m]")?.dataset.m ?? null) : null);
function light(path) {
  if (path === lit) return;
  lit = path;
  for (const element of document.querySelectorAll(".lit, .lit-all")) element.classList.remove("lit", "lit-all");
  if (!path) return;
  const [where, letter, ...indices] = path.split(".");
  for (const element of document.querySelectorAll(`[data-m="${path}"]`)) element.classList.add("lit");
  for (const element of document.querySelectorAll(`[data-m="${where}.${letter}.*"]`)) element.classList.add("lit-all");
  if (where !== "l" || letter !== "W" || indices[0] === "*") return;
  const { order, base } = convention(), [j, k] = indices.map((i) => Number(i) + base);
  const name = order === "to" ? `w ${j},${k}` : `v ${k},${j}`;
  put($("lit-words"), `${name} = ${show(at(path))}: the weight to neuron ${j} from input ${k}`);
}
// Anew, after formulas or code were written anew.
function relight() {
  const path = lit;
  lit = undefined;
  light(path);
}
