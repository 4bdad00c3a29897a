"""From messages to a batch: which meter, which value, is it possible."""
