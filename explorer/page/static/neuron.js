// One neuron: sliders, number boxes, two curves, the bias for inactivity.

const activation = () => data.activations[state.f];
const active = (z) => f[state.f](z) > f[state.f](0);
const identity = (x) => x;

function neuron() {
  const { count: n, axis: k, w, x, bias, threshold: t } = state, sigma = f[state.f], rise = slope[state.f];
  const form = forms[`neuron ${n}`];
  const tensors = { W1: [w.slice(0, n)], a0: x.slice(0, n).map((value) => [value]), b1: [[bias]] };
  const z = form(tensors, identity), y = form(tensors, sigma);
  const weighted = form({ ...tensors, b1: [[0]] }, identity);
  const rest = form({ ...tensors, a0: tensors.a0.map((entry, i) => (i === k ? [0] : entry)) }, identity);
  const along = -rest / w[k];
  values.n = { W: [w], a: x, b: [bias], z: [z], y: [y], sum: weighted, slope: rise(z), over: -bias, along };
  fill($("neuron"));

  const range = [activation().low, activation().high];
  plot("over-sum", {
    range, half: room(20, weighted, bias), threshold: -bias, point: [weighted, y],
    curve: (s) => sigma(s + bias), slope: (s) => rise(s + bias),
  });
  plot("over-input", {
    range, half: room(10, x[k]), threshold: along, point: [x[k], y],
    curve: (s) => sigma(w[k] * s + rest), slope: (s) => w[k] * rise(w[k] * s + rest),
  });

  put($("along-words"), w[k] ? "" : `The weight is 0: input ${k} changes nothing, there is no threshold.`);
  const compared = `Weighted sum ${show(weighted)} ${weighted > t ? ">" : "≤"} ${show(t)}, bias ${show(bias)}`;
  const other = bias === -t ? "" : ` Its threshold is at ${show(-bias)}, not at ${show(t)}.`;
  put($("story-now"), `${compared}: the neuron is ${active(z) ? "active" : "inactive"}.${other}`);
  say(`weighted sum ${show(weighted)}, with bias ${show(z)}, activation ${show(y)}`);
}

function neuronFormulas() {
  const { symbols, numbers: filled } = data.neuron.formulas[state.count];
  $("neuron-symbols").innerHTML = symbols.html;
  $("neuron-numbers").innerHTML = filled.html;
  for (const row of document.querySelectorAll("#neuron [data-input]")) row.hidden = Number(row.dataset.input) >= state.count;
}

function activationWords() {
  const row = activation(), bound = (value, end) => (value === null ? end : show(value));
  for (const part of ["formula", "slope"]) $(`activation-${part}`).innerHTML = row[part].html;
  const uses = row.uses ? ` Here ${row.uses}.` : "";
  put($("activation-words"), `Values between ${bound(row.low, "−∞")} and ${bound(row.high, "∞")}.${uses}`);
  put($("activation-source"), row.source);
  const { holds, because } = row.active;
  put($("activation-active"), holds ? `${row.name}(z) > ${row.name}(0) exactly when z > 0: ${because}.` : "");
  $("activation").value = state.f;
}
