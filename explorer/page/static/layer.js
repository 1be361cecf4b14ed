// One layer: every form computes its own values, by the code printed from it; weights light up everywhere at once.

const convention = () => {
  const [order, vectors, base] = state.convention.split("-");
  return { order, vectors, base: Number(base), key: `${order}-${vectors}`, rows: vectors === "rows" };
};
const others = [[0, 0, 0], [1, 1, 1], [1, 0, 0]]; // the batch: the input, and three examples more

function layerTensors({ rows }) {
  const A = [state.a, ...others], turn = (vector) => (rows ? [vector] : vector.map((x) => [x]));
  return { W1: state.W, V1: transpose(state.W), a0: turn(state.a), x0: turn(state.a), b1: turn(state.b), c1: turn(state.b), A0: transpose(A), X0: A };
}

function layerValues() {
  const chosen = convention(), tensors = layerTensors(chosen), result = {};
  const flat = (vector) => vector.flat(), batch = (A) => (chosen.rows ? A : transpose(A));
  for (const [name, sigma] of [["z", (x) => x], ["y", f[state.f]]]) {
    const value = (form, j) => forms[`${state.convention} ${form}`](tensors, sigma, j);
    const of = (form) => (result[form] ??= {});
    of("neuron")[name] = [0, 1].map((j) => value(`neuron ${j}`));
    of("summation")[name] = [0, 1].map((j) => value("summation", j + chosen.base));
    of("matrix")[name] = flat(value("matrix"));
    of("batched")[name] = batch(value("batched"));
  }
  return result;
}

function layer() {
  values.l = { W: state.W, a: state.a, b: state.b, A: [state.a, ...others], ...layerValues() };
  fill($("layer"));
  const largest = Math.max(1, ...state.W.flat().map(Math.abs));
  for (const edge of document.querySelectorAll("#layer [data-edge]")) {
    const [j, k] = edge.dataset.edge.split(".").map(Number), weight = state.W[j][k], line = edge.querySelector(".line");
    line.setAttribute("stroke-width", (0.75 + (5 * Math.abs(weight)) / largest).toFixed(2));
    edge.classList.toggle("negative", weight < 0);
    edge.setAttribute("aria-label", `weight to neuron ${j + convention().base} from input ${k + convention().base}: ${show(weight)}`);
  }
  const results = ["neuron", "summation", "matrix"].map((form) => values.l[form].y);
  const spread = Math.max(...results.flatMap((y) => y.map((value, j) => Math.abs(value - results[0][j]))), ...values.l.batched.y[0].map((value, j) => Math.abs(value - results[0][j])));
  put($("spread"), `With these numbers the four forms differ by at most ${show(spread)}.`);
}

const formula = (html) => `<div class="formula">${html}</div>`;

function layerFormulas() {
  const chosen = convention(), { formulas, claims } = data.layer.conventions[state.convention], filled = data.layer.numbers[chosen.key];
  for (const form of ["neuron", "summation", "matrix", "batched"])
    $(`form-${form}`).innerHTML = [...formulas[form], ...filled[form]].map(({ html }) => formula(html)).join("");
  const claim = ({ html, verdict, words, evidence }) => `<li><div class="formula"><span class="verdict ${verdict}">${verdict}</span> ${html}</div><span class="soft">${words} (${evidence})</span></li>`;
  $("claims").innerHTML = claims.map(claim).join("");
  const all = claims.every(({ verdict }) => verdict === "proved");
  put($("claims-head"), all ? "Every form below is proved equal to σ(Wa + b), as it is written here." : "Not every form below is proved.");
  for (const label of document.querySelectorAll("#layer [data-name]")) {
    const [letter, index] = label.dataset.name.split(".");
    put(label, `${chosen.rows ? "x" : "a"}${"₀₁₂₃"[Number(index) + chosen.base]}⁽${letter === "a" ? "⁰" : "¹"}⁾`);
  }
  for (const head of document.querySelectorAll("#layer [data-index]")) put(head, `${head.dataset.word} ${Number(head.dataset.index) + chosen.base}`);
  for (const box of document.querySelectorAll("#layer input[data-path]")) {
    const [, letter, ...indices] = box.dataset.path.split("."), [j, k] = indices.map((i) => Number(i) + chosen.base);
    box.setAttribute("aria-label", letter === "W" ? `weight to neuron ${j} from input ${k}` : letter === "a" ? `input ${j}` : `bias of neuron ${j}`);
  }
  for (const choice of document.querySelectorAll("#layer [name=order], #layer [name=vectors], #layer [name=base]")) choice.checked = choice.value === String(chosen[choice.name]);
  $("code-form").value ||= "matrix";
  layerCode();
}

// NumPy code with the numbers of the page, each of them marked.
function pythonArray(argument) {
  const { letter, turned } = argument, source = { W: state.W, a: state.a, b: state.b, A: [state.a, ...others] }[letter];
  const cell = (value, path) => `<span data-m="l.${letter}.${path}">${value}</span>`;
  if (letter === "a" || letter === "b") {
    const row = `[${source.map((value, k) => cell(value, k)).join(", ")}]`;
    return turned ? `[${row}]` : row;
  }
  const marked = source.map((row, i) => row.map((value, k) => cell(value, `${i}.${k}`)));
  return `[${(turned ? transpose(marked) : marked).map((row) => `[${row.join(", ")}]`).join(", ")}]`;
}
function layerCode() {
  const { key, rows } = convention(), { sources, arguments: given } = data.layer.code[key][$("code-form").value];
  // Vectors are shaped (n,) where they are columns and (1, n) where they are rows; a batch of columns is (n, N).
  const lines = given.map((argument) => `<span data-m="l.${argument.letter}.*">${argument.name}</span> = np.array(${pythonArray({ ...argument, turned: argument.letter === "a" || argument.letter === "b" ? rows : argument.turned })}, float)`);
  const call = `print(compute(${given.map(({ name }) => name).join(", ")}))`;
  $("layer-code").innerHTML = `${sources[state.f].replace(/[<>&]/g, (c) => `&#${c.charCodeAt(0)};`).replace(/\b([WV]1)\b/g, '<span data-m="l.W.*">$1</span>')}\n\n${lines.join("\n")}\n${call}\n`;
  relight();
}

// Lighting up: everything with the same mark, and what stands for all entries at once.
let lit = null;
function light(path) {
  if (path === lit) return;
  lit = path;
  for (const element of document.querySelectorAll(".lit, .lit-all")) element.classList.remove("lit", "lit-all");
  if (!path) return;
  const [where, letter] = path.split(".");
  for (const element of document.querySelectorAll(`[data-m="${path}"]`)) element.classList.add("lit");
  for (const element of document.querySelectorAll(`[data-m="${where}.${letter}.*"]`)) element.classList.add("lit-all");
  if (where === "l" && letter === "W" && !path.endsWith("*")) {
    const [j, k] = path.split(".").slice(2).map((i) => Number(i) + convention().base);
    const index = convention().order === "to" ? `w ${j},${k}` : `v ${k},${j}`;
    put($("lit-words"), `${index} = ${show(at(path))}: the weight to neuron ${j} from input ${k}`);
  }
}
// Anew, after formulas or code were written anew.
function relight() {
  const path = lit;
  lit = undefined;
  light(path);
}
const marked = (target) => (target instanceof Element ? target.closest("[data-m]")?.dataset.m ?? null : null);
