// The page as a whole: what is changed by which control, what is shown again then, copying, light and dark.

function showAll() {
  document.documentElement.dataset.theme = state.theme;
  $("theme").value = state.theme;
  for (const box of document.querySelectorAll("input[data-state]")) setBox(box);
  for (const id of ["count", "axis", "pattern", "picture", ...PENS]) $(id).value = state[id];
  $("code-form").value = state.code;
  for (const option of $("axis").options) option.hidden = option.disabled = Number(option.value) >= state.count;
  activationWords();
  neuronFormulas();
  layerFormulas();
  readPictures();
  neuron();
  layer();
  pixels();
  relight();
  scrollable();
}

// What is wider than its place scrolls, and the keyboard can reach it to do so.
function scrollable() {
  for (const element of document.querySelectorAll(".formula, pre, .scroll, details > p")) {
    const wide = element.scrollWidth > element.clientWidth + 1;
    if (wide === element.hasAttribute("tabindex")) continue;
    const given = { tabindex: "0", role: "group", "aria-label": "wide, scrolls" };
    for (const name in given) wide ? element.setAttribute(name, given[name]) : element.removeAttribute(name);
  }
}

// data-state of a control: "bias", or "w.0" for an entry. A slider and a number box may share it.
const owner = (path) => path.split(".").slice(0, -1).reduce((part, key) => part[key], state);
const last = (path) => path.split(".").at(-1);
function setBox(box) {
  const value = owner(box.dataset.state)[last(box.dataset.state)];
  if (box !== document.activeElement || box.type === "range" || box.valueAsNumber !== value) box.value = value;
}
function changed(box) {
  const value = box.valueAsNumber;
  if (!usable(value)) return;
  owner(box.dataset.state)[last(box.dataset.state)] = value;
  for (const twin of document.querySelectorAll(`[data-state="${box.dataset.state}"]`)) if (twin !== box) setBox(twin);
  const section = box.closest("section").id;
  ({ neuron, layer, pixels })[section]();
  if (section === "layer") layerCode();
  keep();
}

const chosen = {
  activation: (value) => (state.f = value),
  theme: (value) => (state.theme = value),
  count: (value) => Object.assign(state, { count: Number(value), axis: Math.min(state.axis, Number(value) - 1) }),
  axis: (value) => (state.axis = Number(value)),
  pattern: (value) => {
    if (value === "hand") state.hand ??= [...pictures.weights];
    state.pattern = value;
  },
  picture: (value) => {
    if (value === "drawn") state.drawn ??= [...pictures.image];
    state.picture = value;
  },
  "code-form": (value) => (state.code = value),
  ...Object.fromEntries(PENS.map((id) => [id, (value) => (state[id] = value)])),
};

function pressed(button) {
  const act = {
    inactive: () => (state.bias = -state.threshold),
    clear: () => Object.assign(state, { picture: "drawn", drawn: unrun("") }),
    blank: () => Object.assign(state, { pattern: "hand", hand: unrun("") }),
    reset: () => (state = { ...fresh(), theme: state.theme }),
  }[button.dataset.act];
  if (!act) return;
  act();
  showAll();
  keep();
}

// What the copy buttons give: LaTeX, Markdown with the LaTeX in it, NumPy code; numbers as they are on the page.
const withNumbers = (latex) =>
  latex.replace(/⟦(\(?)([^⟧]*)⟧/g, (_, bracket, path) => (bracket && at(path) < 0 ? `(${at(path)})` : at(path)));
function lines(section) {
  if (section === "neuron") {
    const { symbols, numbers: filled } = data.neuron.formulas[state.count];
    return [symbols.latex, withNumbers(filled.latex), activation().formula.latex];
  }
  if (section === "pixels") return [data.pixels.symbols.latex];
  if (section === "network") {
    const { composition, layers, count } = data.network;
    return [composition, ...layers.map((row) => row.formula), count].map(({ latex }) => latex);
  }
  const { formulas } = data.layer.conventions[state.convention], filled = data.layer.numbers[convention().key];
  return FORMS.flatMap((form) => [...formulas[form], ...filled[form]]).map(({ latex }) => withNumbers(latex));
}
function numpy(section) {
  if (section === "layer") return $("layer-code").textContent;
  if (section === "network") return data.network.code[state.f];
  const list = (values) => `np.array([${values.join(", ")}], float)`;
  const program = (source, a, W, n, b) =>
    `${source}\n\na0 = ${a}\nW1 = ${W}.reshape(1, ${n})\nb1 = ${list([b])}\nprint(compute(a0, W1, b1))\n`;
  if (section === "neuron") {
    const n = state.count, source = data.neuron.formulas[n].code[state.f];
    return program(source, list(state.x.slice(0, n)), list(state.w.slice(0, n)), n, state.bias);
  }
  const repeated = (values) => {
    const parts = runs(values).split("_").map((run) => run.split("x"));
    const levels = parts.map(([level]) => level / data.pixels.levels), times = parts.map(([, many]) => many ?? 1);
    return `np.repeat([${levels.join(", ")}], [${times.join(", ")}])`;
  };
  const { image, weights } = pictures;
  return program(data.pixels.code[state.f], repeated(image), repeated(weights), 784, state.pixelBias);
}
// GitHub's MathJax refuses \operatorname and reads < as HTML: as in the derivations that explorer writes.
const github = (latex) => latex.replaceAll("\\operatorname", "\\mathrm").replaceAll("<", "\\lt ").replaceAll(">", "\\gt ");
const copies = {
  latex: (section) => lines(section).map((line) => `\\[\n${line}\n\\]`).join("\n"),
  markdown: (section) => lines(section).map((line) => `$$\n${github(line)}\n$$`).join("\n\n"),
  numpy,
  link: () => `${location.href.split("#")[0]}#${toFragment()}`,
};
async function copy(button) {
  const text = copies[button.dataset.copy](button.closest("section")?.id);
  let done = true;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = Object.assign(document.createElement("textarea"), { value: text, className: "hidden" });
    document.body.append(area);
    area.select();
    done = document.execCommand("copy");
    area.remove();
    button.focus();
  }
  say(done ? `copied: ${button.textContent}` : "the browser did not allow copying");
  button.classList.toggle("done", done);
  setTimeout(() => button.classList.remove("done"), 1200);
}

document.addEventListener("input", ({ target }) => target.dataset.state && changed(target));
document.addEventListener("change", ({ target }) => {
  if (["order", "vectors", "base"].includes(target.name)) {
    const now = { ...convention(), [target.name]: target.value };
    state.convention = `${now.order}-${now.vectors}-${now.base}`;
  } else if (chosen[target.id]) chosen[target.id](target.value);
  else return;
  showAll();
  keep();
});
document.addEventListener("click", ({ target }) => {
  const button = target.closest("button");
  if (button?.dataset.copy) copy(button);
  else if (button) pressed(button);
  const edge = target.closest("[data-edge]");
  if (edge) document.querySelector(`[data-state="W.${edge.dataset.edge}"]`).focus();
});
document.addEventListener("keydown", (event) => {
  if (event.target.dataset?.edge && (event.key === "Enter" || event.key === " ")) {
    event.preventDefault();
    document.querySelector(`[data-state="W.${event.target.dataset.edge}"]`).focus();
  }
});
document.addEventListener("pointerover", ({ target }) => light(marked(target) ?? marked(document.activeElement)));
document.addEventListener("focusin", ({ target }) => light(marked(target)));
document.addEventListener("focusout", () => light(null));
addEventListener("resize", scrollable);
addEventListener("toggle", scrollable, true);
addEventListener("hashchange", () => {
  fromFragment();
  showAll();
});

fromFragment();
drawable("image", "pen");
drawable("weights", "weight-pen");
showAll();
