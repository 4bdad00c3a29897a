"""Heat pumps (空气源热泵): what they deliver for what they draw, and how they run."""
