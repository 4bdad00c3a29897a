"""Readings become books, and books become figures."""
