"""The books: pages, dated facts, findings, and what waits to be done (SQLite or PostgreSQL)."""
