"""What energy and water cost, and who bears it."""
