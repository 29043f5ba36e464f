"""Fetch what a source has that is new, politely, and archive it."""
