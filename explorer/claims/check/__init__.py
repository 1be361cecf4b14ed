"""Documents checked: every claim found, decided and told."""

from explorer.claims.check.engine import check_document
from explorer.claims.check.findings import Claim, Equation, Findings, Meaning, Problem, Reading, Remark

__all__ = ["Claim", "Equation", "Findings", "Meaning", "Problem", "Reading", "Remark", "check_document"]
