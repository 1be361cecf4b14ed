// One neuron: sliders, number boxes, two curves, the bias for inactivity.

const activation = () => data.activations[state.f];
const range = () => [activation().low, activation().high];
const active = (z) => f[state.f](z) > f[state.f](0);

function neuron() {
  const n = state.count, sigma = f[state.f], form = forms[`neuron ${n}`];
  const tensors = { W1: [state.w.slice(0, n)], a0: state.x.slice(0, n).map((x) => [x]), b1: [[state.bias]] };
  const z = form(tensors, (x) => x), weighted = form({ ...tensors, b1: [[0]] }, (x) => x), y = sigma(z);
  values.n = { W: tensors.W1, a: state.x, b: [state.bias], z: [z], y: [y], sum: weighted, slope: slope[state.f](z) };
  const k = state.axis, rest = form({ ...tensors, a0: tensors.a0.map(([x], i) => [i === k ? 0 : x]) }, (x) => x);
  const along = -rest / state.w[k];
  Object.assign(values.n, { over: -state.bias, along });
  fill($("neuron"));
  const common = { range: range(), slope: (s) => slope[state.f](s) };
  plot("over-sum", { ...common, half: room(20, weighted, state.bias), curve: (s) => sigma(s + state.bias), slope: (s) => slope[state.f](s + state.bias), threshold: -state.bias, point: [weighted, y] });
  plot("over-input", { ...common, half: room(10, state.x[k]), curve: (x) => sigma(state.w[k] * x + rest), slope: (x) => state.w[k] * slope[state.f](state.w[k] * x + rest), threshold: along, point: [state.x[k], y] });
  const no = state.w[k] === 0;
  put($("along-words"), no ? `The weight is 0: input ${k} changes nothing, there is no threshold.` : "");
  const t = state.threshold, off = state.bias !== -t;
  put($("story-now"), `Weighted sum ${show(weighted)} ${weighted > t ? ">" : "≤"} ${show(t)}, bias ${show(state.bias)}: the neuron is ${active(z) ? "active" : "inactive"}.` + (off ? ` Its threshold is at ${show(-state.bias)}, not at ${show(t)}.` : ""));
  for (const row of document.querySelectorAll("#neuron [data-input]")) row.hidden = Number(row.dataset.input) >= n;
  say(`weighted sum ${show(weighted)}, with bias ${show(z)}, activation ${show(y)}`);
}

function neuronFormulas() {
  const { symbols, numbers: filled } = data.neuron.formulas[state.count];
  $("neuron-symbols").innerHTML = symbols.html;
  $("neuron-numbers").innerHTML = filled.html;
}

function activationWords() {
  const row = activation(), bound = (x, end) => (x === null ? end : show(x));
  for (const part of ["formula", "slope"]) $(`activation-${part}`).innerHTML = row[part].html;
  put($("activation-words"), `Values between ${bound(row.low, "−∞")} and ${bound(row.high, "∞")}.${row.uses ? ` Here ${row.uses}.` : ""}`);
  put($("activation-source"), row.source);
  put($("activation-active"), row.active.holds ? `${row.name}(z) > ${row.name}(0) exactly when z > 0: ${row.active.because}.` : "");
  $("activation").value = state.f;
}
