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
    "big Big bigg Bigg bigl bigr Bigl Bigr biggl biggr Biggl Biggr bigm Bigm , ; ! : > quad qquad enspace thinspace "
    "displaystyle textstyle scriptstyle limits nolimits mathop mathbin mathrel mathord boxed fbox nonumber notag "
    "it large Large LARGE huge Huge small footnotesize tiny normalsize centering allowbreak relax hfill noindent "
    "mathstrut"
)
"""Commands that only move or size what follows."""

GAPS: Final = _words("quad qquad")
"""… and those that set two equations apart, or an equation and its condition."""

BOLD: Final = _words("mathbf boldsymbol bm vec textbf mathbfit overrightarrow pmb symbf")
PLAIN: Final = _words(
    "mathrm mathit mathsf mathtt mathnormal operatorname operatornamewithlimits text textrm textit textsf texttt mbox"
)
TEXTS: Final = _words("text textrm textit textsf texttt mbox")
"""Commands whose argument may be words of a sentence."""

NAMED: Final = _words("mathcal mathbb mathfrak mathscr")
ACCENTS: Final = {
    "hat": "hat",
    "widehat": "hat",
    "bar": "bar",
    "overline": "bar",
    "tilde": "tilde",
    "widetilde": "tilde",
    "dot": "dot",
    "ddot": "ddot",
    "check": "check",
    "breve": "breve",
}
COMBINING: Final = {"\u0302": "hat", "\u0304": "bar", "\u0303": "tilde", "\u0307": "dot", "\u030c": "check"}

CONDITION: Final = frozenset(
    ("if", "for", "where", "when", "with", "otherwise", "∀", "for all", "for each", "for every", "for any", "such that")
)
"""The words with which a condition on an equation begins."""

LINKS: Final = frozenset(
    ("and", "or", "so", "then", "thus", "hence", "i.e.", "that is", "therefore", "also", "but", "as well as")
)
"""The words that link one equation to the next."""

FUNCTIONS: Final = _words(
    "exp log ln tanh sinh cosh sin cos sqrt max min tr trace Tr diag norm abs relu ReLU sigmoid softmax softplus "
    "logistic step gelu swish silu leaky_relu identity"
)
"""Words that are functions without being declared."""

SPELLED: Final = _words("lim sup inf argmax argmin arg Pr sgn sign tan erf")
"""Words with a meaning of their own that are no names of numbers."""

SKIPPED: Final = _words("textcolor color colorbox hspace vspace tag label phantom hphantom vphantom ref eqref")
"""Commands whose first argument is layout: it is passed over, what follows is read."""

STACKED: Final = _words("underset overset stackrel")
"""Commands that set their first argument below or above the second."""

LIMITED: Final = _words("max min argmax argmin lim sup inf limsup liminf minimize maximize mathbb{E} Pr")
"""Words under which an index or a condition stands."""

REMARKED: Final = _words("underbrace overbrace")
"""Commands whose argument is read and whose script is a remark."""

COMMANDS: Final = {
    "cdot": ("DOT", "·"),
    "bullet": ("NAME", "•"),
    "ast": ("STAR", "*"),
    "odot": ("HADAMARD", "⊙"),
    "circ": ("HADAMARD", "⊙"),
    "otimes": ("OUTER_PRODUCT", "⊗"),
    "oslash": ("OVER_ENTRIES", "⊘"),
    "bigcirc": ("CIRCLE", "∘"),
    "pm": ("PLUSMINUS", "±"),
    "times": ("TIMES", "×"),
    "sum": ("SUM", "Σ"),
    "prod": ("SUM", "Π"),
    "int": ("SUM", "∫"),
    "nabla": ("NAME", "∇"),
    "bigtriangledown": ("NAME", "∇"),
    "infty": ("NAME", "∞"),
    "emptyset": ("NAME", "∅"),
    "varnothing": ("NAME", "∅"),
    "forall": ("NAME", "∀"),
    "hbar": ("NAME", "ℏ"),
    "imath": ("NAME", "ı"),
    "jmath": ("NAME", "ȷ"),
    "lim": ("NAME", "lim"),
    "sup": ("NAME", "sup"),
    "inf": ("NAME", "inf"),
    "argmax": ("NAME", "argmax"),
    "argmin": ("NAME", "argmin"),
    "arg": ("NAME", "arg"),
    "Pr": ("NAME", "Pr"),
    "sgn": ("NAME", "sgn"),
    "tan": ("NAME", "tan"),
    "sign": ("NAME", "sign"),
    "erf": ("NAME", "erf"),
    "langle": ("⟨", "⟨"),
    "rangle": ("⟩", "⟩"),
    "lparen": ("(", "("),
    "rparen": (")", ")"),
    "dotsm": ("DOTS", "..."),
    "dotso": ("DOTS", "..."),
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
    "{": ("SET", "\\{"),
    "}": ("SET_END", "\\}"),
    "lbrace": ("SET", "\\{"),
    "rbrace": ("SET_END", "\\}"),
    "colon": ("COLON", ":"),
    "partial": ("NAME", "∂"),
    "gt": ("RELATION", ">"),
    "lt": ("RELATION", "<"),
    "ge": ("RELATION", "≥"),
    "geq": ("RELATION", "≥"),
    "geqslant": ("RELATION", "≥"),
    "succeq": ("RELATION", "≥"),
    "preceq": ("RELATION", "≤"),
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
    "subseteq": ("RELATION", "⊆"),
    "ll": ("RELATION", "≪"),
    "gg": ("RELATION", "≫"),
    "cong": ("RELATION", "≈"),
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
    "Longleftrightarrow": ("RELATION", "⇔"),
    "Leftarrow": ("RELATION", "⇐"),
    "longmapsto": ("RELATION", "→"),
    "longleftarrow": ("RELATION", "←"),
}

SIGNS: Final = {
    "√": ("NAME", "sqrt"),
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
    "⊗": ("OUTER_PRODUCT", "⊗"),
    "⊘": ("OVER_ENTRIES", "⊘"),
    "◯": ("CIRCLE", "∘"),
    "±": ("PLUSMINUS", "±"),
    "!": ("BANG", "!"),
    "∏": ("SUM", "Π"),
    "∫": ("SUM", "∫"),
    "∇": ("NAME", "∇"),
    "∞": ("NAME", "∞"),
    "∀": ("NAME", "∀"),
    "∅": ("NAME", "∅"),
    "∣": ("BAR", "|"),
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
    "⊆": ("RELATION", "⊆"),
    "≪": ("RELATION", "≪"),
    "≫": ("RELATION", "≫"),
    "≃": ("RELATION", "≈"),
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
    "equation align aligned alignat alignedat eqnarray flalign gather gathered multline split displaymath math center"
)
"""Environments of a display: their rows are equations, or the parts of one."""

INDEX_LETTERS: Final = frozenset("0123456789ijklmnpqrst")
"""What may stand after the first letter of an index written without braces: `W_ij` has two, `w_ix` has one."""

REFUSED: Final = _words(
    "oplus ominus cup cap wedge vee land lor setminus uplus sqcup sqcap amalg dagger ddagger diamond "
    "bigcup bigcap bigoplus bigotimes bigodot bigvee bigwedge oint iint iiint coprod triangle triangledown "
    "supset supseteq subsetneq nsubseteq succ prec asymp perp vdash models smile frown ni "
    "exists nexists neg lnot lfloor rfloor lceil rceil binom dbinom tbinom choose atop substack mod bmod pmod div mp "
    "gcd lcm Re Im aleph wp angle surd flat natural sharp uparrow downarrow updownarrow nearrow searrow swarrow "
    "nwarrow leftrightarrow hookrightarrow hookleftarrow rightleftharpoons ltimes rtimes wr bowtie root sqsubset "
    "sqsupset therefore because leadsto rightsquigarrow lesssim gtrsim input include usepackage write read openin "
    "catcode csname let det dim ker hom xrightarrow xleftarrow"
)
"""Commands of LaTeX itself that are operators or relations, or do something, and are not read: no author's letters."""

KNOWN: Final = frozenset(
    (
        *(GREEK | COMMANDS | ACCENTS).keys(),
        *(SPACES | BOLD | PLAIN | NAMED | FUNCTIONS | SKIPPED | REMARKED | STACKED),
        *("left", "right", "middle", "rm", "bf", "mid", "vert", "Vert", "lvert", "rvert", "lVert", "rVert", "begin"),
        *("end", "over", "newline", "cr", "newcommand", "renewcommand", "def", "eqno"),
    )
)
"""Every command that has a meaning without being declared."""
