"""A report as plain data: what `explorer check --json` prints."""

from __future__ import annotations

from typing import Any

from explorer.claims.check import Claim, Equation, Findings, Reading
from explorer.report.checks.found import Failure, Found
from explorer.report.checks.words import read_as


def as_object(report: Found) -> dict[str, Any]:
    """Law: `{"files": […], "summary": {…}}`; exact numbers are strings, lines and columns count from 1."""
    files = [*map(_file, report.files), *map(failed, report.failures)]
    return {"files": files, "summary": report.summary}


def failed(failure: Failure) -> dict[str, Any]:
    """A file that could not be read at all."""
    error = failure.error
    told = {"kind": error.kind, "message": error.message, "hint": error.hint}
    return {"file": failure.name, "error": told, "equations": [], "claims": []}


def _file(found: Findings) -> dict[str, Any]:
    return {
        "file": found.name,
        "equations": [_equation(equation, found.name) for equation in found.equations],
        "claims": [_claim(claim, found.name) for claim in found.claims],
        "convention": found.convention,
        "readings": [_reading(row) for row in found.readings],
        "definitions": [{"line": row.line, "left": row.left, "right": row.right} for row in found.definitions],
        "remarks": [{"line": remark.line, "text": remark.text} for remark in found.remarks],
    }


def _cell(name: str, document: str) -> dict[str, Any]:
    """Where lines are counted from: nothing for the file itself, the cell of a notebook."""
    return {} if name == document else {"in": name}


def _equation(equation: Equation, document: str) -> dict[str, Any]:
    problem = equation.problem
    place = None
    if problem is not None:
        line, column = problem.source.position(problem.span.start)
        place = {"line": line, "column": column}
    return {
        "line": equation.line,
        "column": equation.column,
        "text": equation.source.text,
        "status": "read" if problem is None else "unreadable",
        "reason": None if problem is None else problem.message,
        "hint": None if problem is None else problem.hint,
        "at": place,
        "display": equation.display,
        **_cell(equation.source.name, document),
    }


def _claim(claim: Claim, document: str) -> dict[str, Any]:
    verdict = claim.verdict
    return {
        "line": claim.line,
        "column": claim.column,
        "left": claim.left,
        "right": claim.right,
        **{key: value for key, value in verdict.as_json().items() if key != "seconds"},
        "against": claim.against,
        "why_claimed": claim.why,
        "put_in": list(claim.put_in),
        "read_as": read_as(claim),
        **_cell(claim.right_at[0].name, document),
    }


def _reading(row: Reading) -> dict[str, Any]:
    return {"name": row.name, "role": row.role, "shape": row.shape, "why": row.reason, "line": row.line}
