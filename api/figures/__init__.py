"""What pages and REST show, computed from books, readings and the ledger."""
