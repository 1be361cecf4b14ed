// What JavaScript lacks: matrices as lists of rows, and erfc. The formulas that use these are printed from SymPy.

function sum(low, high, term) {
  let total = 0;
  for (let k = low; k <= high; k += 1) total += term(k);
  return total;
}

const transpose = (A) => A[0].map((_, j) => A.map((row) => row[j]));
const ones = (m, n) => Array.from({ length: m }, () => Array(n).fill(1));
const multiply = (A, B) => A.map((row) => B[0].map((_, j) => sum(0, B.length - 1, (k) => row[k] * B[k][j])));
const add = (A, B) => A.map((row, i) => row.map((value, j) => value + B[i][j]));
const map = (f, A) => A.map((row) => row.map((value) => f(value)));

// 1 - erf(x): the series of erf with positive terms only where x is small, else the continued fraction from its end.
function erfc(x) {
  if (x < 0) return 2 - erfc(-x);
  if (x > 30) return 0;
  const bell = Math.exp(-x * x) / Math.sqrt(Math.PI);
  if (x < 1.5) {
    let term = 2 * x, total = term;
    for (let n = 1; term > total * 1e-17; n += 1) total += term *= (2 * x * x) / (2 * n + 1);
    return 1 - bell * total;
  }
  let tail = x;
  for (let n = 120; n > 0; n -= 1) tail = x + n / 2 / tail;
  return bell / tail;
}
