"""Turn captures into article versions and their figures."""
