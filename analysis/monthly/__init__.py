"""The month (月报), or any span of months: gathered from books and facts, computed by pure functions, one tree."""
