"""The interactive page: one HTML file that shows what weights, bias and σ do, next to the equation."""

from explorer.page.build import page

__all__ = ["page"]
