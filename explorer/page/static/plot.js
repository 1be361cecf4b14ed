// One curve over one number: axes, the curve and its derivative, the threshold and the point where the neuron is.

const BOX = { left: 44, right: 408, top: 14, bottom: 206 };

function ticks(low, high) {
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

// SVG text: one element with its attributes.
function element(name, attributes, text = "") {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${value}"`);
  return `<${name}${written.join("")}>${text}</${name}>`;
}

// The values to be shown: from the least to the largest that the activation has, where there are such.
function bounds(range, ys, slopes) {
  const all = [...ys, 0], [least, largest] = range;
  const low = Math.min(...(least === null ? all : [least]), ...slopes);
  const high = Math.max(...(largest === null ? all : [largest]), ...slopes);
  const margin = high - low < 1e-9 ? 1 : (high - low) * 0.04;
  return [low - margin, high + margin];
}

// half: the axis goes from -half to half; range: the least and the largest value, null where there is none.
function plot(id, { half, curve, slope, range, threshold, point }) {
  const { left, right, top, bottom } = BOX;
  const xs = Array.from({ length: 241 }, (_, k) => half * (k / 120 - 1));
  const ys = xs.map(curve), slopes = xs.map(slope), [low, high] = bounds(range, ys, slopes);
  const near = (value) => Math.max(-9999, Math.min(9999, value)).toFixed(1);
  const X = (x) => near(left + ((x + half) / (2 * half)) * (right - left));
  const Y = (y) => near(bottom - ((y - low) / (high - low)) * (bottom - top));
  const path = (heights) => xs.map((x, k) => `${k ? "L" : "M"}${X(x)} ${Y(heights[k])}`).join("");
  const upright = (x, kind) => element("line", { class: kind, x1: X(x), x2: X(x), y1: top, y2: bottom });
  const level = (y) => element("line", { class: "grid", x1: left, x2: right, y1: Y(y), y2: Y(y) });
  const parts = [];
  for (const x of ticks(-half, half))
    parts.push(upright(x, "grid"), element("text", { x: X(x), y: bottom + 16 }, show(x)));
  for (const y of ticks(low, high))
    parts.push(level(y), element("text", { class: "end", x: left - 6, y: Y(y) }, show(y)));
  if (Math.abs(threshold) <= half) {
    const [side, gap] = threshold > half * 0.4 ? ["end", -5] : ["start", 5];
    const place = { class: `${side} told`, x: Number(X(threshold)) + gap, y: top + 8 };
    parts.push(upright(threshold, "threshold"), element("text", place, `threshold ${show(threshold)}`));
  }
  parts.push(element("path", { class: "slope", d: path(slopes) }), element("path", { class: "curve", d: path(ys) }));
  parts.push(element("circle", { class: "point", cx: X(point[0]), cy: Y(point[1]), r: 6 }));
  $(id).innerHTML = parts.join("");
}

// A round half-width that holds every value.
function room(least, ...needed) {
  return Math.max(least, ...needed.filter(Number.isFinite).map((x) => Math.ceil(Math.abs(x) * 1.1)));
}
