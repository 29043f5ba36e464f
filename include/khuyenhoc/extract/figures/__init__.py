"""Read the figures of Vietnamese prose about study promotion (khuyến học)."""

from khuyenhoc.extract.figures.reading import Reading, Token, read

__all__ = ["Reading", "Token", "read"]
