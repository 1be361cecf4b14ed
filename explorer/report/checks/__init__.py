"""What was found in documents, in words: for a terminal, as data, as annotations, as Markdown and as a page."""

from explorer.report.checks.report import Failure, Report, check, documents, written_below

__all__ = ["Failure", "Report", "check", "documents", "written_below"]
