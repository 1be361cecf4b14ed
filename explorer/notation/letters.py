"""The spellings of single signs: tables from LaTeX commands, words and Unicode to one name or one token."""

from __future__ import annotations

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split(" "))


_GREEK = (
    "alpha α, beta β, gamma γ, delta δ, epsilon ϵ, varepsilon ε, zeta ζ, eta η, theta θ, vartheta ϑ, iota ι, "
    "kappa κ, lambda λ, mu μ, nu ν, xi ξ, pi π, rho ρ, sigma σ, varsigma ς, tau τ, upsilon υ, phi φ, varphi ϕ, "
    "chi χ, psi ψ, omega ω, Gamma Γ, Delta Δ, Theta Θ, Lambda Λ, Xi Ξ, Pi Π, Sigma Σ, Upsilon Υ, Phi Φ, Psi Ψ, "
    "Omega Ω, ell ℓ"
)
GREEK: Final = dict(entry.split(" ") for entry in _GREEK.split(", "))

SPACES: Final = {" "} | _words(
    "left right middle big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr , ; ! : > quad qquad "
    "displaystyle textstyle scriptstyle limits nolimits mathop boxed nonumber notag rm it large Large small"
)
"""Commands that only move or size what follows."""

GAPS: Final = _words("quad qquad")
"""… and those that set two equations apart, or an equation and its condition."""

BOLD: Final = _words("mathbf boldsymbol bm vec textbf mathbfit")
PLAIN: Final = _words("mathrm mathit mathsf mathtt mathnormal operatorname text textrm textit mbox")
NAMED: Final = _words("mathcal mathbb mathfrak mathscr")
ACCENTS: Final = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "check": "check",
}
COMBINING: Final = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u030c": "check"}

FUNCTIONS: Final = _words(
    "exp log ln tanh sinh cosh sin cos sqrt max min tr trace Tr diag norm abs relu ReLU sigmoid softmax softplus "
    "logistic step gelu swish silu leaky_relu identity"
)
"""Words that are functions without being declared."""

SKIPPED: Final = _words("textcolor color hspace vspace tag label underset overset stackrel")
"""Commands whose first argument is layout or a remark: it is passed over, what follows is read."""

REMARKED: Final = _words("underbrace overbrace")
"""Commands whose argument is read and whose script is a remark."""

COMMANDS: Final = {
    "cdot": ("DOT", "·"),
    "ast": ("STAR", "*"),
    "odot": ("HADAMARD", "⊙"),
    "circ": ("HADAMARD", "⊙"),
    "times": ("TIMES", "×"),
    "sum": ("SUM", "Σ"),
    "cdots": ("DOTS", "..."),
    "ldots": ("DOTS", "..."),
    "dots": ("DOTS", "..."),
    "dotsb": ("DOTS", "..."),
    "dotsc": ("DOTS", "..."),
    "vdots": ("DOTS", "..."),
    "ddots": ("DOTS", "..."),
    "frac": ("FRAC", "frac"),
    "dfrac": ("FRAC", "frac"),
    "tfrac": ("FRAC", "frac"),
    "cfrac": ("FRAC", "frac"),
    "sqrt": ("SQRT", "sqrt"),
    "top": ("TRANSPOSE", "T"),
    "intercal": ("TRANSPOSE", "T"),
    "transpose": ("TRANSPOSE", "T"),
    "prime": ("PRIME", "'"),
    "neq": ("UNEQUAL", "≠"),
    "ne": ("UNEQUAL", "≠"),
    "lbrack": ("[", "["),
    "rbrack": ("]", "]"),
    "{": ("(", "("),
    "}": (")", ")"),
    "colon": ("COLON", ":"),
    "partial": ("NAME", "∂"),
    "gt": ("RELATION", ">"),
    "lt": ("RELATION", "<"),
    "ge": ("RELATION", "≥"),
    "geq": ("RELATION", "≥"),
    "geqslant": ("RELATION", "≥"),
    "le": ("RELATION", "≤"),
    "leq": ("RELATION", "≤"),
    "leqslant": ("RELATION", "≤"),
    "in": ("RELATION", "∈"),
    "notin": ("RELATION", "∉"),
    "equiv": ("EQUALS", ":="),
    "triangleq": ("EQUALS", ":="),
    "coloneqq": ("EQUALS", ":="),
    "doteq": ("EQUALS", ":="),
    "approx": ("RELATION", "≈"),
    "simeq": ("RELATION", "≈"),
    "sim": ("RELATION", "∼"),
    "propto": ("RELATION", "∝"),
    "subset": ("RELATION", "⊂"),
    "leftarrow": ("RELATION", "←"),
    "gets": ("RELATION", "←"),
    "to": ("RELATION", "→"),
    "rightarrow": ("RELATION", "→"),
    "longrightarrow": ("RELATION", "→"),
    "mapsto": ("RELATION", "→"),
    "implies": ("RELATION", "⇒"),
    "Rightarrow": ("RELATION", "⇒"),
    "Longrightarrow": ("RELATION", "⇒"),
    "impliedby": ("RELATION", "⇐"),
    "iff": ("RELATION", "⇔"),
    "Leftrightarrow": ("RELATION", "⇔"),
}

SIGNS: Final = {
    "+": ("PLUS", "+"),
    "-": ("MINUS", "-"),
    "−": ("MINUS", "-"),
    "–": ("MINUS", "-"),
    "·": ("DOT", "·"),
    "⋅": ("DOT", "·"),
    "∙": ("DOT", "·"),
    "*": ("STAR", "*"),
    "∗": ("STAR", "*"),
    "⊙": ("HADAMARD", "⊙"),
    "∘": ("HADAMARD", "⊙"),
    "◦": ("HADAMARD", "⊙"),
    "×": ("TIMES", "×"),
    "@": ("AT", "@"),
    "/": ("SLASH", "/"),
    "∕": ("SLASH", "/"),
    "=": ("EQUALS", "="),
    "≠": ("UNEQUAL", "≠"),
    ",": ("COMMA", ","),
    ";": ("SEMICOLON", ";"),
    ":": ("COLON", ":"),
    "'": ("PRIME", "'"),
    "’": ("PRIME", "'"),
    "′": ("PRIME", "'"),
    "⊤": ("TRANSPOSE", "T"),
    "⊺": ("TRANSPOSE", "T"),
    "…": ("DOTS", "..."),
    "⋯": ("DOTS", "..."),
    "⋮": ("DOTS", "..."),
    "⋱": ("DOTS", "..."),
    "∑": ("SUM", "Σ"),
    "&": ("AMPERSAND", "&"),
    "∂": ("NAME", "∂"),
    ">": ("RELATION", ">"),
    "<": ("RELATION", "<"),
    "≥": ("RELATION", "≥"),
    "≤": ("RELATION", "≤"),
    "∈": ("RELATION", "∈"),
    "∉": ("RELATION", "∉"),
    "≡": ("EQUALS", ":="),
    "≜": ("EQUALS", ":="),
    "≔": ("EQUALS", ":="),
    "≈": ("RELATION", "≈"),
    "∼": ("RELATION", "∼"),
    "∝": ("RELATION", "∝"),
    "⊂": ("RELATION", "⊂"),
    "←": ("RELATION", "←"),
    "→": ("RELATION", "→"),
    "⟶": ("RELATION", "→"),
    "↦": ("RELATION", "→"),
    "⇒": ("RELATION", "⇒"),
    "⟹": ("RELATION", "⇒"),
    "⇐": ("RELATION", "⇐"),
    "⇔": ("RELATION", "⇔"),
}

TABLES: Final = _words("matrix bmatrix pmatrix Bmatrix smallmatrix bsmallmatrix array cases dcases")
OUTER: Final = _words(
    "equation align aligned alignat alignedat eqnarray flalign gather gathered multline split displaymath math"
)
"""Environments of a display: their rows are equations, or the parts of one."""

INDEX_LETTERS: Final = frozenset("0123456789ijklmnpqrst")
"""What may stand after the first letter of an index written without braces: `W_ij` has two, `w_ix` has one."""

KNOWN: Final = frozenset((*GREEK, *COMMANDS, *SPACES, *BOLD, *PLAIN, *NAMED, *ACCENTS, *FUNCTIONS, *SKIPPED, *REMARKED))
"""Every command that has a meaning without being declared."""
