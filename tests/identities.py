"""Identities of activation functions from the literature, each beside a near miss, as a person would type them.

A row of `ROWS` is a left side, the right side it equals, a right side it does not, what is declared instead of
`GIVEN`, and the conditions under which both sides have values, where the proof needs them. `OPEN` are true identities
that the judge does not decide yet, with what is missing.

Sources: GBC = Goodfellow, Bengio, Courville, Deep Learning (2016); PRML = Bishop, Pattern Recognition and Machine
Learning (2006); AS = Abramowitz, Stegun, Handbook of Mathematical Functions; Nielsen, Neural Networks and
Deep Learning.
"""

from __future__ import annotations

from typing import Final, NamedTuple


class Row(NamedTuple):
    """One identity and its false twin."""

    left: str
    right: str
    wrong: str
    given: str = ""
    conditions: tuple[str, ...] = ()


GIVEN: Final = "x: scalar; y: scalar; c: scalar; z: n; i: index n; σ: sigmoid"
LAYER: Final = "W: m x n; a: n; b: m; σ: sigmoid"
TWO: Final = "V: k x m; W: m x n; a: n; b: m; σ: sigmoid"

LOGISTIC: Final = (
    Row("σ(x)", "1/(1 + e^{-x})", "1/(1 + e^{x})"),  # GBC 3.30
    Row("σ(x)", "e^x/(e^x + 1)", "e^x/(e^x - 1)"),  # GBC 3.33
    Row("σ'(x)", "σ(x)(1 - σ(x))", "σ(x)(1 + σ(x))"),  # GBC 3.34; PRML 4.88
    Row("1 - σ(x)", "σ(-x)", "σ(x)"),  # GBC 3.35; PRML 4.60
    Row("log(σ(x)/(1 - σ(x)))", "x", "-x"),  # PRML 4.61, the log odds
    Row("σ(x)/σ(-x)", "e^x", "e^{2x}"),
    Row("σ'(x)", "e^{-x}/(1 + e^{-x})^2", "e^{-x}/(1 + e^{-x})"),
    Row("σ'(x)", "σ'(-x)", "-σ'(-x)"),  # σ' is even
    Row("1/σ(x) + 1/σ(-x)", "1/σ'(x)", "1/σ'(2x)"),
    Row("σ(x)^2 + σ(-x)^2", "1 - 2σ(x)σ(-x)", "1 - σ(x)σ(-x)"),
    Row("σ(x + y)(σ(x)σ(y) + σ(-x)σ(-y))", "σ(x)σ(y)", "σ(x)σ(-y)"),  # odds multiply
    Row("(σ(x) - y)/(σ(x)(1 - σ(x))) σ'(x)", "σ(x) - y", "y - σ(x)"),  # Nielsen, chapter 3: cross-entropy
)
TANH: Final = (
    Row("tanh(x)", "2σ(2x) - 1", "2σ(x) - 1"),  # PRML exercise 3.1
    Row("σ(x)", "(1 + tanh(x/2))/2", "(1 + tanh(x))/2"),  # Nielsen, chapter 3
    Row("tanh(x)", "(e^x - e^{-x})/(e^x + e^{-x})", "(e^x + e^{-x})/(e^x - e^{-x} + 3)"),  # PRML 5.59
    Row("tanh(x)", "(e^{2x} - 1)/(e^{2x} + 1)", "(e^{x} - 1)/(e^{x} + 1)"),
    Row("tanh(-x)", "-tanh(x)", "tanh(x)"),  # AS 4.5.24
    Row("tanh'(x)", "1 - tanh(x)^2", "1 - tanh(x)"),  # PRML 5.60
    Row("tanh'(x)", "4σ'(2x)", "2σ'(2x)"),  # from tanh x = 2σ(2x) - 1 by the chain rule
    Row("tanh(2x)", "2tanh(x)/(1 + tanh(x)^2)", "2tanh(x)/(1 - tanh(x)^2)"),  # AS 4.5.33
    Row("tanh(x + y)(1 + tanh(x)tanh(y))", "tanh(x) + tanh(y)", "tanh(x) - tanh(y)"),  # AS 4.5.27
    Row("(1 + tanh(x))/(1 - tanh(x))", "e^{2x}", "e^{x}"),
    Row("log((1 + tanh(x))/(1 - tanh(x)))", "2x", "x"),  # AS 4.6.22, the inverse
    Row("tanh(x)", "σ(2x) - σ(-2x)", "σ(x) - σ(-x)"),
)
SOFTPLUS: Final = (
    Row("softplus(x)", "log(1 + e^x)", "log(1 + e^{-x})"),  # GBC 3.31
    Row("log(σ(x))", "-softplus(-x)", "-softplus(x)"),  # GBC 3.36
    Row("softplus'(x)", "σ(x)", "σ'(x)"),  # GBC 3.37
    Row("softplus(x) - softplus(-x)", "x", "|x|"),  # GBC 3.41
    Row("softplus(x)", "x - log(σ(x))", "x + log(σ(x))"),
    Row("softplus(x)", "-log(1 - σ(x))", "-log(σ(x))"),
    Row("log(e^x + e^y)", "x + softplus(y - x)", "x + softplus(x - y)"),  # log-sum-exp of two
    Row("y log(σ(x)) + (1 - y) log(1 - σ(x))", "x y - softplus(x)", "x y + softplus(x)"),  # PRML 4.90
    Row("softplus'(x) + softplus'(-x)", "1", "0"),
    Row("log(e^{x + c} + e^{y + c})", "c + log(e^x + e^y)", "log(e^x + e^y) - c"),
)
SWISH: Final = (  # Ramachandran, Zoph, Le, Searching for Activation Functions (2017)
    Row("swish(x)", "x σ(x)", "x σ(-x)"),
    Row("swish'(x)", "swish(x) + σ(x)(1 - swish(x))", "swish(x) + σ(x)(1 + swish(x))"),
    Row("swish(x) - swish(-x)", "x", "0"),
    Row("swish(x) + swish(-x)", "x tanh(x/2)", "x tanh(x)"),
    Row("swish'(x) + swish'(-x)", "1", "2"),
    Row("2swish(x)", "x + x tanh(x/2)", "x - x tanh(x/2)"),
    Row("swish(x) σ(-x)", "x σ'(x)", "σ'(x)"),
)
EXPONENTIALS: Final = (
    Row("e^{x - y}", "e^x/e^y", "e^y/e^x"),
    Row("(e^x)^3", "e^{3x}", "e^{x + 3}"),
    Row("e^0", "1", "0"),
    Row("1/e^{-x}", "e^x", "e^{-x}"),
    Row("log(1/e^x)", "-x", "x"),
    Row("log(e^x e^y)", "x + y", "x y"),
    Row("(e^x + 1)^2", "e^{2x} + 2e^x + 1", "e^{2x} + 1"),
    Row("(e^{2x} - 1)/(e^x + 1)", "e^x - 1", "e^x + 1"),
    Row("1/(e^x e^{e^y})", "e^{-x - e^y}", "e^{-x + e^y}"),
)
SOFTMAX: Final = (  # GBC section 6.2.2.3; PRML section 4.3.4
    Row("softmax(z + c)_i", "softmax(z)_i", "e^c softmax(z)_i"),  # a shift cancels
    Row("softmax(z)_i", "e^{z_i - c}/\\sum_j e^{z_j - c}", "e^{z_i - c}/\\sum_j e^{z_j}"),
    Row("\\sum_i softmax(z)_i", "1", "n", "z: n"),
    Row("log softmax(z)_i", "z_i - \\log\\sum_j e^{z_j}", "z_i + \\log\\sum_j e^{z_j}"),  # GBC 6.30
    Row("\\log\\sum_j e^{z_j}", "c + \\log\\sum_j e^{z_j - c}", "c + \\log\\sum_j e^{z_j + c}"),
    Row("\\frac{softmax(z)_i}{softmax(z)_k}", "e^{z_i - z_k}", "e^{z_k - z_i}", "z: n; i: index n; k: index n"),
    Row("softmax(z)_i", "\\frac{1}{\\sum_j e^{z_j - z_i}}", "\\frac{1}{\\sum_j e^{z_i - z_j}}"),
    Row("e^x/(e^x + e^y)", "σ(x - y)", "σ(x + y)"),  # PRML 4.57: two classes
    Row("e^x/(e^x + e^y)", "1 - e^y/(e^x + e^y)", "1 + e^y/(e^x + e^y)"),
    Row("\\sum_j softmax(z + c)_j z_j", "\\frac{\\sum_j z_j e^{z_j}}{\\sum_j e^{z_j}}", "\\frac{\\sum_j z_j}{n}"),
    Row("\\log(n \\sum_j e^{z_j})", "\\log n + \\log\\sum_j e^{z_j}", "n + \\log\\sum_j e^{z_j}"),
)
RECTIFIERS: Final = (
    Row("relu(x)", "max(0, x)", "min(0, x)"),  # GBC 6.37
    Row("relu(x) - relu(-x)", "x", "|x|"),
    Row("relu(x) + relu(-x)", "|x|", "x"),  # Glorot, Bordes, Bengio, Deep Sparse Rectifier Neural Networks (2011)
    Row("relu(x)", "(x + |x|)/2", "(x - |x|)/2"),
    Row("relu(3x)", "3relu(x)", "9relu(x)"),
    Row("relu(-2x)", "2relu(-x)", "-2relu(x)"),  # positive factors only
    Row("relu'(x)", "step(x)", "relu(x)"),
    Row("relu(e^x)", "e^x", "e^{-x}"),
    Row("|e^x|", "e^x", "-e^x"),
    Row("step(e^x) + step(-1)", "1", "2"),
    Row("step(0)", "0", "1/2"),  # the convention here
    Row("step(5x)", "step(x)", "5step(x)"),
    Row("step(x - y)", "step(2x - 2y)", "step(2y - 2x)"),
    Row("step(2x) + step(-3x)", "step(x) + step(-x)", "1"),  # not 1 at 0, where step is 0
    Row("|-3x|", "3|x|", "-3|x|"),
    Row("|x|", "max(x, -x)", "max(x, 0)"),
    Row("max(x, y)", "y + relu(x - y)", "x + relu(x - y)"),
    Row("max(x, y)", "(x + y + |x - y|)/2", "(x + y - |x - y|)/2"),
    Row("min(x, y)", "-max(-x, -y)", "-max(x, y)"),
    Row("max(x, y) + min(x, y)", "x + y", "x - y"),
    Row("max(x, y) - min(x, y)", "|x - y|", "x - y"),
    Row("max(x + c, y + c)", "c + max(x, y)", "2c + max(x, y)"),
    Row("leaky_relu(x)", "max(x, x/100)", "min(x, x/100)"),  # Maas, Hannun, Ng (2013)
    Row("leaky_relu(x)", "relu(x) - relu(-x)/100", "relu(x) + relu(-x)/100"),
    Row("leaky_relu(x) + leaky_relu(-x)", "99/100 |x|", "101/100 |x|"),
    Row("leaky_relu'(x)", "1/100 + 99/100 step(x)", "1/100 + step(x)"),
    Row("max(0, 1 - x y) - max(0, x y - 1)", "1 - x y", "x y - 1"),  # the hinge loss
    Row("\\sum_j relu(z_j) - \\sum_j relu(-z_j)", "\\sum_j z_j", "\\sum_j |z_j|"),
)
LAYERS: Final = (
    Row("σ(-(W a + b))", "1 - σ(W a + b)", "1 + σ(W a + b)", LAYER),
    Row("σ(W a + b)_i + σ(-W a - b)_i", "1", "2", f"{LAYER}; i: index m"),
    Row("tanh(W a + b)", "2σ(2(W a + b)) - 1", "2σ(2W a + b) - 1", LAYER),
    Row("σ'(W a + b)", "σ(W a + b) ⊙ (1 - σ(W a + b))", "1 - σ(W a + b)", LAYER),
    Row("softplus(W a + b)", "W a + b + softplus(-W a - b)", "W a + softplus(-W a - b)", LAYER),
    Row("relu(2W a + 2b)", "2relu(W a + b)", "2relu(W a) + 2b", LAYER),
    Row("swish(W a)", "(W a) ⊙ σ(W a)", "a ⊙ σ(W a)", "W: n x n; a: n; σ: sigmoid"),
    Row("softmax(W a + b + c)_i", "softmax(W a + b)_i", "c softmax(W a + b)_i", f"{LAYER}; i: index m; c: scalar"),
    Row("V relu(W a + b)", "V(W a + b) + V relu(-W a - b)", "V(W a + b) + relu(-V W a - V b)", TWO),
    Row("V relu(W a) - V relu(-W a)", "V W a", "-V W a", TWO),
    Row("σ(V relu(2W a))", "1 - σ(-2V relu(W a))", "1 - σ(-V relu(W a))", TWO),
    Row("tanh(V relu(W a))", "-tanh(-V relu(W a))", "tanh(-V relu(W a))", TWO),
)
FRACTIONS: Final = (  # under a Σ, inside another function
    Row("\\sum_j σ(z_j)", "n - \\sum_j σ(-z_j)", "n + \\sum_j σ(-z_j)"),
    Row("\\sum_j tanh(z_j)", "2\\sum_j σ(2z_j) - n", "2\\sum_j σ(z_j) - n"),
    Row("V tanh(W a)", "V (2σ(2W a) - 1)", "V (2σ(W a) - 1)", TWO),
    Row("tanh(-V tanh(-W a))", "tanh(V tanh(W a))", "-tanh(V tanh(W a))", TWO),
    Row("e^{-σ(-x)}", "e^{σ(x) - 1}", "e^{σ(x)}"),
    Row("tanh(σ(x))", "-tanh(σ(-x) - 1)", "-tanh(σ(-x))"),
    Row("\\frac{σ(x)(1 - σ(x))(σ(x) - y)}{σ(x)(1 - σ(x))}", "σ(x) - y", "σ(x) + y"),
    Row(
        "\\sum_j -\\frac{y_j}{softmax(z)_j} softmax(z)_j (δ_{ij} - softmax(z)_i)",
        "softmax(z)_i \\sum_j y_j - y_i",
        "softmax(z)_i - y_i",
        "z: n; y: n; i: index n",
    ),
    Row(
        "-\\sum_j y_j \\log softmax(z)_j",
        "(\\sum_j y_j) \\log \\sum_k e^{z_k} - \\sum_j y_j z_j",
        "\\log \\sum_k e^{z_k} - \\sum_j y_j z_j",
        "z: n; y: n",
    ),
    Row("\\log(\\frac{softmax(z)_i}{softmax(z)_k})", "z_i - z_k", "z_k - z_i", "z: n; i: index n; k: index n"),
    Row("\\sum_j \\sum_k \\frac{e^{z_k} y_j}{\\sum_l e^{z_l}}", "\\sum_j y_j", "n \\sum_j y_j", "z: n; y: n"),
    Row("\\sum_k softmax(z)_k (1 - softmax(z)_k)", "1 - \\sum_k softmax(z)_k^2", "1 - \\sum_k softmax(z)_k", "z: n"),
    Row("tanh(tanh(x))", "2σ(2(2σ(2x) - 1)) - 1", "2σ(2σ(2x) - 1) - 1"),
    Row("\\frac{σ(x)σ(y)}{σ(x)σ(y) + σ(-x)σ(-y)}", "σ(x + y)", "σ(x - y)"),
    Row("\\sum_j σ(z_j)^2", "n - 2\\sum_j σ(-z_j) + \\sum_j σ(-z_j)^2", "n - \\sum_j σ(-z_j)^2"),
    Row("σ(x) + σ(y) + σ(c)", "3 - σ(-x) - σ(-y) - σ(-c)", "3 - σ(-x) - σ(-y) + σ(-c)"),
)
EXPONENTS: Final = (
    Row("e^{x/2} e^{x/2}", "e^x", "e^{x/2}"),
    Row("e^{10x} e^{-10x + y}", "e^y", "e^{-y}"),
    Row("e^{100x}", "(e^{10x})^{10}", "(e^{10x})^{9}"),
    Row("tanh(10x)", "2σ(20x) - 1", "2σ(10x) - 1"),
    Row("tanh(100x)", "2σ(200x) - 1", "2σ(200x)"),
    Row("e^{softplus(x)}", "1 + e^x", "1 + e^{-x}"),
    Row("e^{-softplus(-x)}", "σ(x)", "σ(-x)"),
    Row("e^{\\log\\sum_j e^{z_j}}", "\\sum_j e^{z_j}", "\\sum_j e^{-z_j}"),
    Row("softmax(z)_i", "e^{z_i - \\log\\sum_j e^{z_j}}", "e^{z_i + \\log\\sum_j e^{z_j}}"),
    Row("sinh(x)", "\\frac{e^x - e^{-x}}{2}", "\\frac{e^x + e^{-x}}{2}"),  # AS 4.5.1
    Row("cosh(x)^2 - sinh(x)^2", "1", "-1"),  # AS 4.5.16
    Row("tanh(x)", "\\frac{sinh(x)}{cosh(x)}", "\\frac{cosh(x)}{1 + sinh(x)^2}"),  # AS 4.5.3
    Row("σ''(x)", "σ(x)(1 - σ(x))(1 - 2σ(x))", "σ(x)(1 - σ(x))(1 + 2σ(x))"),
    Row("tanh''(x)", "-2tanh(x)(1 - tanh(x)^2)", "2tanh(x)(1 - tanh(x)^2)"),
    Row("softplus''(x)", "σ'(x)", "σ(x)"),
)
ROOTS: Final = (
    Row(  # Hendrycks, Gimpel, Gaussian Error Linear Units (2016): the form with tanh
        "\\frac{x}{2}(1 + tanh(\\sqrt{2/\\pi}(x + 0.044715 x^3)))",
        "x σ(2\\sqrt{2/\\pi}(x + 0.044715 x^3))",
        "x σ(1.702 x)",
    ),
    Row(
        "0.5 x (1 + tanh(\\sqrt{\\frac{2}{\\pi}} x (1 + 0.044715 x^2)))",
        "x σ(\\frac{2\\sqrt{2}}{\\sqrt{\\pi}}(x + 0.044715 x^3))",
        "x σ(\\frac{2\\sqrt{2}}{\\pi}(x + 0.044715 x^3))",
    ),
    Row("\\sqrt{e^x}", "e^{x/2}", "e^{2x}"),
    Row("\\sqrt{x^2}", "|x|", "x"),
    Row("\\sqrt{x^2 e^y}", "|x| e^{y/2}", "x e^{y/2}"),
    Row("\\log\\sqrt{1 + e^x}", "softplus(x)/2", "2softplus(x)"),
    Row("\\frac{1}{\\sqrt{e^x}}", "e^{-x/2}", "e^{x/2}"),
)
CONDITIONAL: Final = (  # true where both sides have values; the verdict says where that is
    Row("\\sqrt{x}^2", "x", "x^2", "", ("x >= 0",)),
    Row("\\sqrt{x y}", "\\sqrt{x}\\sqrt{y}", "\\sqrt{x} + \\sqrt{y}", "", ("x >= 0", "y >= 0")),
    Row("e^{\\log x}", "x", "-x", "", ("x > 0",)),
    Row("\\log(x y)", "\\log x + \\log y", "\\log x - \\log y", "", ("x > 0", "y > 0")),
    Row("\\log(x/y)", "\\log x - \\log y", "\\log x + \\log y", "", ("x > 0", "y > 0")),
    Row("log(x^2)", "2log(x)", "log(x)", "", ("x > 0",)),
    Row("log(x^4)", "4log|x|", "2log|x|", "", ("x ≠ 0",)),
    Row("log|x y|", "log|x| + log|y|", "log|x| - log|y|", "", ("x ≠ 0", "y ≠ 0")),
    Row("\\log \\prod_k z_k", "\\sum_k \\log z_k", "\\prod_k \\log z_k", "z: n", ("z[k,0] > 0",)),
    Row("\\max_k \\log z_k", "\\log \\max_k z_k", "\\log \\min_k z_k", "z: n", ("z[k,0] > 0",)),
    Row("log(e^x y)", "x + log(y)", "x - log(y)", "", ("y > 0",)),
    Row("\\log\\sqrt{x}", "\\frac{1}{2}\\log x", "2\\log x", "", ("x > 0",)),
    Row("softplus(log(x))", "log(1 + x)", "log(2 + x)", "", ("x > 0",)),
    Row("x/x", "1", "x", "", ("x ≠ 0",)),
    Row("1/(1/x)", "x", "1/x", "", ("x ≠ 0",)),
    Row("(e^x - 1)/(e^x - 1)", "1", "e^x", "", ("1 - exp(x) ≠ 0",)),
    Row("\\frac{y(1 - y)(y - c)}{y(1 - y)}", "y - c", "c - y", "", ("1 - y ≠ 0", "y ≠ 0")),
    Row("\\frac{n e^c}{n}", "e^c", "n e^c", "", ("n ≠ 0",)),
    Row("\\sum_j \\frac{z_j}{\\sum_k z_k}", "1", "n", "z: n", ("Σ_{k<n} z[k,0] ≠ 0",)),
    Row("\\frac{1}{z_i} z_i y", "y", "z_i y", "", ("z[i,0] ≠ 0",)),
    Row(
        "\\sum_j -\\frac{y_j}{a_j} a_j (δ_{ij} - a_i)",
        "\\sum_j -y_j (δ_{ij} - a_i)",
        "\\sum_j y_j (δ_{ij} - a_i)",
        "a: n; y: n; i: index n",
        ("a[k,0] ≠ 0",),
    ),
)
STEPS: Final = (
    Row("max(0, x)", "x step(x)", "x step(-x)"),
    Row("step(x)^2", "step(x)", "2step(x)"),
    Row("step(x) relu(x)", "relu(x)", "step(x)"),
    Row("relu(x)^2", "x relu(x)", "x^2"),
    Row("relu(relu(x))", "relu(x)", "x"),
    Row("step(relu(x))", "step(x)", "1"),
    Row("step(-e^x)", "0", "1"),
    Row("relu(-e^x)", "0", "e^x"),
    Row("relu(e^x y)", "e^x relu(y)", "e^x y"),
    Row("relu(e^x y + e^x c)", "e^x relu(y + c)", "e^x relu(y) + e^x relu(c)"),
    Row("relu(x^2 y)", "x^2 relu(y)", "x relu(y)"),
    Row("step(e^x y)", "step(y)", "step(-y)"),
    Row("step(σ(x) - 1/2)", "step(x)", "step(-x)"),
    Row("step(tanh(x) - tanh(y))", "step(x - y)", "step(x + y)"),
    Row("step(e^x - 1)", "step(x)", "1"),
    Row("relu(x σ(x))", "σ(x) relu(x)", "σ(x) x"),
    Row("relu(x) relu(-x)", "0", "x"),
    Row("step(x) step(-x)", "0", "step(x)"),
    Row("x step(x - y) - y step(x - y)", "relu(x - y)", "relu(x) - relu(y)"),
    Row("|x| |x|", "x^2", "2x^2"),
    Row("softplus(x) + softplus(y)", "log(1 + e^x + e^y + e^{x + y})", "log(1 + e^x + e^y + e^{x y})"),
    Row("min(max(x, 0), 1)", "relu(x) - relu(x - 1)", "relu(x) - relu(x + 1)"),
    Row("min(max(x, 0), 1)", "max(min(x, 1), 0)", "max(min(x, 0), 1)"),
    Row("|x y|", "|x| |y|", "x |y|"),
    Row("relu(x y)", "relu(x) relu(y) + relu(-x) relu(-y)", "relu(x) relu(y)"),
    Row("max(x, min(y, c))", "min(max(x, y), max(x, c))", "min(max(x, y), c)"),
    Row("|x + y| + |x - y|", "2max(|x|, |y|)", "2|x| + 2|y|"),
    Row("relu(x) relu(y) relu(x + y)", "relu(x) relu(y) (x + y)", "relu(x) relu(y) relu(x - y)"),
    Row("\\sum_j |y z_j|", "|y| \\sum_j |z_j|", "y \\sum_j |z_j|", "y: scalar; z: n"),
    Row("max(x, y, c)", "max(c, max(y, x))", "max(c, min(y, x))"),
    Row("min(x, y, c)", "-max(-x, -c, -y)", "-max(x, y, c)"),
    Row("max(x, y, x + y)", "max(max(y, x + y), x)", "min(x, y, x + y)"),
    Row("\\begin{cases} x & x > 0 \\\\ 0 & \\text{otherwise} \\end{cases}", "relu(x)", "relu(-x)"),
    Row("\\begin{cases} x & x \\ge 0 \\\\ 0 & \\text{otherwise} \\end{cases}", "max(0, x)", "min(0, x)"),
    Row("\\begin{cases} x & x > 0 \\\\ -x & \\text{otherwise} \\end{cases}", "|x|", "-|x|"),
    Row("\\begin{cases} x & x > 0 \\\\ \\frac{x}{100} & \\text{otherwise} \\end{cases}", "leaky_relu(x)", "relu(x)"),
    Row(
        "\\begin{cases} x & x > 0 \\\\ c x & \\text{otherwise} \\end{cases}",
        "relu(x) - c relu(-x)",
        "relu(x) + c relu(-x)",
    ),
    Row("relu(W a + b)", "(W a + b) ⊙ step(W a + b)", "(W a - b) ⊙ step(W a + b)", LAYER),
    Row("relu(W a)", "(W a) ⊙ step(W a)", "(W a) ⊙ step(-W a)", LAYER),
    Row("V relu(W a + b)", "V ((W a + b) ⊙ step(W a + b))", "V ((W a) ⊙ step(W a + b))", TWO),
)
MAXIMA: Final = (
    Row(
        "\\frac{e^{z_i - \\max_k z_k}}{\\sum_j e^{z_j - \\max_k z_k}}",
        "\\mathrm{softmax}(z)_i",
        "e^{z_i - \\max_k z_k}",
    ),
    Row(
        "\\log \\sum_j e^{z_j}",
        "\\max_k z_k + \\log \\sum_j e^{z_j - \\max_k z_k}",
        "\\max_k z_k - \\log \\sum_j e^{z_j - \\max_k z_k}",
    ),
    Row("\\max_k (z_k + c)", "\\max_k z_k + c", "\\max_k z_k - c"),
    Row("\\max_k (e^c z_k)", "e^c \\max_k z_k", "\\max_k z_k"),
    Row("\\max_k (2 z_k + c)", "2 \\max_k z_k + c", "\\max_k z_k + c"),
    Row("\\min_k z_k", "-\\max_k (-z_k)", "\\max_k (-z_k)"),
    Row("\\max_k e^{z_k}", "e^{\\max_k z_k}", "e^{\\min_k z_k}"),
    Row("\\max_k σ(z_k)", "σ(\\max_k z_k)", "σ(\\min_k z_k)"),
    Row("|z_i - \\max_k z_k|", "\\max_k z_k - z_i", "z_i - \\max_k z_k"),
    Row("\\max_j \\max(x_{ij}, y_i)", "\\max(y_i, \\max_k x_{ik})", "\\max_j x_{ij}", "x: m x n; y: m"),
    Row("\\max_k z_k - \\min_k z_k", "\\max_k (z_k - \\min_j z_j)", "\\max_k z_k"),
    Row("\\prod_k e^{z_k}", "e^{\\sum_k z_k}", "e^{\\prod_k z_k}"),
    Row("\\prod_k x_k z_k", "\\prod_k x_k \\prod_k z_k", "\\sum_k x_k z_k", "x: n; z: n"),
    Row("\\prod_k |z_k|", "|\\prod_k z_k|", "\\prod_k z_k"),
)
ROWS: Final = (
    *(*LOGISTIC, *TANH, *SOFTPLUS, *SWISH, *EXPONENTIALS, *SOFTMAX, *RECTIFIERS, *LAYERS),
    *(*FRACTIONS, *EXPONENTS, *ROOTS, *CONDITIONAL, *STEPS, *MAXIMA),
)


class Open(NamedTuple):
    """A true identity that is not decided, and what is missing."""

    left: str
    right: str
    reason: str
    given: str = ""


OPEN: Final = (
    Open("\\sin(x)^2 + \\cos(x)^2", "1", "nothing is known of sin and cos"),
    Open("max(z_1, \\max_{2 \\le k \\le n} z_k)", "\\max_k z_k", "maxima over parts of a range are not joined"),
)
