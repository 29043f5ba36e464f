"""Publish what passed: tables by day, releases, the panel, pages for people."""
