"""A derivation: proved steps in sections, and how it is written as LaTeX, Markdown, HTML and PDF."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape
from importlib.resources import files
from string import Template
from typing import Any

from sympy import Function, MatrixSymbol
from sympy.matrices.expressions.applyfunc import ElementwiseApplyFunction

from explorer.errors import Disagreement
from explorer.latex import latex
from explorer.latex.notebook import bundle
from explorer.nodes import Softmax
from explorer.report.mathml import mathml
from explorer.report.pdf import typeset
from explorer.report.prose import as_html, as_markdown, as_tex, as_text, github, markdown_text, tex_text
from explorer.report.steps import Section, Step
from explorer.report.words import scope_words

ELIDE = 2  # terms, rows and columns shown before the dots


def _file(name: str) -> str:
    return files(__name__.rpartition(".")[0]).joinpath("templates", name).read_text(encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Derivation:
    """Proved lines, in sections. `steps` are all of them in order: each has `before`, `after`, `reason`, `verdict`.

    It writes itself as a LaTeX document, as Markdown, as an HTML page and as PDF, and shows itself in a notebook.
    `elide` says how many terms, rows and columns are written before dots; None writes all.
    """

    title: str
    sections: tuple[Section, ...]

    @property
    def steps(self) -> tuple[Step, ...]:
        """Every step, in the order in which they are read."""
        return tuple(step for section in self.sections for step in section.steps)

    def check(self) -> None:
        """Law: returns only if every step is proved anew from its own `before` and `after`.

        Raises `Disagreement` naming the first step that is not.
        """
        for number, step in enumerate(self.steps, start=1):
            verdict = step.judged()
            if not verdict or not step.verdict:
                raise Disagreement(f"step {number} ({step.title}: {as_text((step.equation,))}) is {verdict.verdict}")

    def latex(self, elide: int | None = ELIDE) -> str:
        """A complete document for pdflatex, xelatex or lualatex; needs amsmath and graphicx only."""
        body = "\n\n".join(self._tex_section(section, elide) for section in self.sections)
        return Template(_file("derivation.tex")).substitute(title=tex_text(self.title), body=body)

    def markdown(self, elide: int | None = ELIDE) -> str:
        """Markdown with `$$` on lines of their own, as Obsidian and GitHub show it."""
        body = "\n\n".join(self._markdown_section(section, elide) for section in self.sections)
        return f"# {markdown_text(self.title)}\n\n{body}\n"

    def html(self, elide: int | None = ELIDE) -> str:
        """One self-contained page: formulas as MathML, a style sheet inside, nothing fetched."""
        page = Template(_file("derivation.html"))
        return page.substitute(title=escape(self.title), style=_file("style.css"), body=self.html_body(elide))

    def html_body(self, elide: int | None = ELIDE) -> str:
        """What stands between `<body>` and `</body>` of the page, to put into another one."""
        sections = "\n".join(self._html_section(section, elide) for section in self.sections)
        return f"<h1>{escape(self.title)}</h1>\n{sections}"

    def pdf(self, elide: int | None = ELIDE) -> bytes:
        """The LaTeX document typeset by a TeX on this machine. Raises `OutputError` where there is none."""
        return typeset(self.latex(elide))

    def _repr_latex_(self) -> str:
        lines = r" \\ ".join(latex(step.equation, elide=ELIDE) for step in self.steps)
        return rf"$$\begin{{gathered}} {lines} \end{{gathered}}$$"

    def _repr_markdown_(self) -> str:
        return self.markdown()

    def _repr_html_(self) -> str:
        return f'<style>\n{_file("style.css")}</style>\n<div class="derivation">\n{self.html_body()}\n</div>'

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        return bundle(self, include, exclude)

    def __str__(self) -> str:
        return "\n".join(self._lines())

    def _lines(self) -> Iterator[str]:
        yield self.title
        for number, step in enumerate(self.steps, start=1):
            yield f"{number:>3}. {step.title} [{step.verdict.verdict}]: {as_text(step.reason)}"

    def _number(self, step: Step) -> int:
        return next(at for at, other in enumerate(self.steps, start=1) if other is step)

    def _tex_section(self, section: Section, elide: int | None) -> str:
        parts = [rf"\section*{{{as_tex(section.title, elide)}}}"]
        if section.words:
            parts.append(as_tex(section.words, elide))
        for step in section.steps:
            parts.append(
                rf"\step{{{self._number(step)}}}{{{tex_text(step.title)}}}{{{as_tex(step.reason, elide)}}}"
                + "".join(f"\n\\[\n\\fit{{{formula}}}\n\\]\n" for formula in _formulas(step, section, elide))
                + rf"\evidence{{{tex_text(f'{step.verdict.verdict}{evidence(step)}')}}}"
            )
        return "\n\n".join(parts)

    def _markdown_section(self, section: Section, elide: int | None) -> str:
        parts = [f"## {as_markdown(section.title, elide)}"]
        if section.words:
            parts.append(as_markdown(section.words, elide))
        for step in section.steps:
            parts.append(f"**{self._number(step)}. {markdown_text(step.title)}.** {as_markdown(step.reason, elide)}")
            parts += [f"$$\n{github(formula)}\n$$" for formula in _formulas(step, section, elide)]
            parts.append(f"*{markdown_text(f'{step.verdict.verdict}{evidence(step)}')}*")
        return "\n\n".join(parts)

    def _html_section(self, section: Section, elide: int | None) -> str:
        parts = [f"<section>\n<h2>{as_html(section.title, elide)}</h2>"]
        if section.words:
            parts.append(f"<p>{as_html(section.words, elide)}</p>")
        parts.append(f'<ol start="{self._number(section.steps[0])}">' if section.steps else "<ol>")
        for step in section.steps:
            parts.append(
                f"<li>\n<p><strong>{escape(step.title)}.</strong> {as_html(step.reason, elide)}</p>\n"
                + "".join(
                    f'<div class="formula">{mathml(formula, block=True)}</div>\n'
                    for formula in _formulas(step, section, elide)
                )
                + f'<p class="evidence">{_badge(step.verdict)}{escape(evidence(step))}</p>\n</li>'
            )
        return "\n".join([*parts, "</ol>\n</section>"])


def _formulas(step: Step, section: Section, elide: int | None) -> list[str]:
    return [latex(formula, elide=elide) for formula in step.shown(section.steps)]


def evidence(step: Step) -> str:
    """What speaks for one line, to follow its verdict: ` for all sizes, any function σ: canonical form; …`.

    Sizes and functions are spoken of where the line has any.
    """
    objects = [part for part in (step.before, step.after) if part is not None]
    tensors = [tensor for part in objects for tensor in part.atoms(MatrixSymbol)]
    sizes = any(size.free_symbols for tensor in tensors for size in tensor.shape)
    functions = any(part.has(Softmax, ElementwiseApplyFunction, Function) for part in objects)
    scope = scope_words(step.verdict.scope, sizes=sizes, functions=functions)
    return f"{' ' * bool(scope)}{scope}: {'; '.join(step.verdict.evidence)}"


def _badge(verdict: Any) -> str:
    return f'<span class="badge {verdict.verdict}">{verdict.verdict}</span>'
