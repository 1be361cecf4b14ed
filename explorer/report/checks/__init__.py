"""What was found in documents, in words: for a terminal, as data, as annotations, as Markdown and as a page."""

from explorer.report.checks.found import Failure, Found
from explorer.report.checks.report import Report, check, documents

__all__ = ["Failure", "Found", "Report", "check", "documents"]
