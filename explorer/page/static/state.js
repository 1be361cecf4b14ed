// The state of the page: one object, kept in the address's fragment, so that a link shows the same view.

const fresh = () => ({
  f: "sigmoid", theme: "auto",
  count: 2, axis: 0, w: [2, -1, 0.5], x: [6, 1, 2], bias: -10, threshold: 10,
  W: [[1.5, -2, 0.5], [-0.5, 1, 2]], a: [1, 0.5, -1], b: [0.5, -1], convention: "to-columns-0", code: "matrix",
  pattern: "edge", hand: null, picture: "middle bright, surround dark", drawn: null, pixelBias: -10,
  pen: "1", "weight-pen": "1", "pen-size": "2",
});
let state = fresh();

const listed = (text) => text.split("_").map((part) => (part.trim() ? Number(part) : NaN));
const written = (values) => values.map(String).join("_");

// Numbers from outside: products of two of these and their squares are still numbers.
const usable = (value) => Number.isFinite(value) && Math.abs(value) <= 1e12;

// Pixels and weights as multiples of 1/256, run by run: 256x12 is twelve ones. 784 of them, whatever the text says.
function unrun(text) {
  const values = text.split("_").flatMap((run) => {
    const [level, times] = run.split("x").map(Number);
    return Array(Math.min(times || 1, 784)).fill((usable(level) ? level : 0) / data.pixels.levels);
  });
  return Array.from({ length: 784 }, (_, k) => values[k] ?? 0);
}
function runs(values) {
  const parts = [];
  for (const value of values) {
    const level = Math.round(value * data.pixels.levels), last = parts[parts.length - 1];
    if (last && last[0] === level) last[1] += 1;
    else parts.push([level, 1]);
  }
  return parts.map(([level, times]) => (times > 1 ? `${level}x${times}` : `${level}`)).join("_");
}

// One row for each part of the state: its name in the address, how it is written, how it is read (undefined: refused).
const numbers = (text, size) => {
  const values = listed(text);
  return values.length === size && values.every(usable) ? values : undefined;
};
const number = (text) => numbers(text, 1)?.[0];
const among = (names) => (text) => (names.includes(text) ? text : undefined);
const within = (low, high) => (text) => {
  const value = number(text);
  return value >= low && value <= high ? Math.round(value) : undefined;
};
const pairs = (text) => {
  const values = numbers(text, 6);
  return values && [values.slice(0, 3), values.slice(3)];
};
const PENS = ["pen", "weight-pen", "pen-size"];
const offered = (id) => (text) => among([...$(id).options].map(({ value }) => value))(text);
const fragment = [
  ["f", String, among(Object.keys(data.activations))],
  ["theme", String, among(["auto", "light", "dark"])],
  ["count", String, within(1, 3)],
  ["axis", String, within(0, 2)],
  ["w", written, (text) => numbers(text, 3)],
  ["x", written, (text) => numbers(text, 3)],
  ["bias", String, number],
  ["threshold", String, number],
  ["W", (W) => written(W.flat()), pairs],
  ["a", written, (text) => numbers(text, 3)],
  ["b", written, (text) => numbers(text, 2)],
  ["convention", String, among(Object.keys(data.layer.conventions))],
  ["code", String, among(["matrix", "batched"])],
  ["pattern", String, among([...Object.keys(data.pixels.patterns), "hand"])],
  ["hand", runs, unrun],
  ["picture", String, among([...Object.keys(data.pixels.images), "drawn"])],
  ["drawn", runs, unrun],
  ["pixelBias", String, number],
  ...PENS.map((id) => [id, String, offered(id)]),
];

function toFragment() {
  const start = fresh(), parts = new URLSearchParams();
  for (const [name, write] of fragment) {
    const value = state[name];
    const same = value === start[name] || (start[name] !== null && write(value) === write(start[name]));
    if (value !== null && !same) parts.set(name, write(value));
  }
  return parts.toString();
}
function fromFragment() {
  const parts = new URLSearchParams(location.hash.slice(1));
  state = fresh();
  for (const [name, , read] of fragment) {
    const value = parts.has(name) ? read(parts.get(name)) : undefined;
    if (value !== undefined) state[name] = value;
  }
  state.axis = Math.min(state.axis, state.count - 1);
}

let keeping;
function keep() {
  clearTimeout(keeping); // browsers refuse a new address for every step of a slider
  keeping = setTimeout(() => {
    history.replaceState(null, "", `#${toFragment()}`);
    scrollable();
  }, 150);
}

// A number to four figures for reading; the exact one is in the element's title.
function show(value) {
  if (!Number.isFinite(value)) return String(value).replace("Infinity", "∞").replace("-", "−");
  const short = Number(value.toPrecision(4));
  if (short === 0) return "0";
  const plain = Math.abs(short) >= 1e-4 && Math.abs(short) < 1e6;
  if (plain) return String(short).replace("-", "−");
  const [digits, power] = short.toExponential().replace("+", "").split("e");
  const raised = [...power].map((c) => "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"["-0123456789".indexOf(c)]).join("");
  return `${digits}·10${raised}`.replace("-", "−");
}

// The values that the places of the page show: path l.W.0.1 is values.l.W[0][1].
const values = { n: {}, l: {}, p: {} };
const at = (path) => path.split(".").reduce((part, key) => part?.[key], values);

function fill(root) {
  for (const place of root.querySelectorAll("[data-s]")) {
    const value = at(place.dataset.s);
    if (typeof value !== "number") continue;
    const text = show(value);
    const bare = !("b" in place.dataset) || value >= 0;
    put(place, bare ? text : `(${text})`);
    if (place.namespaceURI.endsWith("xhtml")) place.title = String(value);
    place.dataset.exact = String(value);
  }
}
function put(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
const $ = (id) => document.getElementById(id);

let saying;
function say(text) {
  clearTimeout(saying); // a screen reader hears the last of a run of changes
  saying = setTimeout(() => put($("said"), text), 400);
}
