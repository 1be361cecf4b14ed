// One curve over one number: axes, the curve and its derivative, the threshold and the point where the neuron is.

const WIDE = 420, HIGH = 240, LEFT = 44, BOTTOM = 34, TOP = 14, RIGHT = 12;

function ticks(low, high) {
  const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
  return Array.from({ length: last - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}
const rounded = (value) => Math.max(-9999, Math.min(9999, value)).toFixed(1);

// half: the axis goes from -half to half; range: the least and largest value, null where there is none.
function plot(id, { half, curve, slope, range, threshold, point }) {
  const svg = $(id), xs = Array.from({ length: 241 }, (_, k) => half * (k / 120 - 1));
  const ys = xs.map(curve), slopes = xs.map(slope), all = [...ys, ...slopes, 0];
  let low = Math.min(...(range[0] === null ? all : [range[0], ...slopes])), high = Math.max(...(range[1] === null ? all : [range[1], ...slopes]));
  if (high - low < 1e-9) [low, high] = [low - 1, high + 1];
  const margin = (high - low) * 0.04;
  [low, high] = [low - margin, high + margin];
  const X = (x) => rounded(LEFT + ((x + half) / (2 * half)) * (WIDE - LEFT - RIGHT));
  const Y = (y) => rounded(HIGH - BOTTOM - ((y - low) / (high - low)) * (HIGH - BOTTOM - TOP));
  const path = (heights) => xs.map((x, k) => `${k ? "L" : "M"}${X(x)} ${Y(heights[k])}`).join("");
  const across = ticks(-half, half).map((x) => `<line class="grid" x1="${X(x)}" x2="${X(x)}" y1="${TOP}" y2="${HIGH - BOTTOM}"/><text x="${X(x)}" y="${HIGH - BOTTOM + 16}">${show(x)}</text>`);
  const up = ticks(low, high).map((y) => `<line class="grid" x1="${LEFT}" x2="${WIDE - RIGHT}" y1="${Y(y)}" y2="${Y(y)}"/><text class="end" x="${LEFT - 6}" y="${Y(y)}">${show(y)}</text>`);
  const inside = Number.isFinite(threshold) && Math.abs(threshold) <= half;
  const side = threshold > half * 0.4 ? "end" : "start";
  const line = inside ? `<line class="threshold" x1="${X(threshold)}" x2="${X(threshold)}" y1="${TOP}" y2="${HIGH - BOTTOM}"/><text class="${side} told" x="${Number(X(threshold)) + (side === "end" ? -5 : 5)}" y="${TOP + 8}">threshold ${show(threshold)}</text>` : "";
  svg.innerHTML = `${across.join("")}${up.join("")}${line}<path class="slope" d="${path(slopes)}"/><path class="curve" d="${path(ys)}"/><circle class="point" cx="${X(point[0])}" cy="${Y(point[1])}" r="6"/>`;
}

// A round half-width that holds every value.
const room = (least, ...needed) => Math.max(least, ...needed.filter(Number.isFinite).map((x) => Math.ceil(Math.abs(x) * 1.1)));
