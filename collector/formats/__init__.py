"""What several decoders share: units, numbers, times, pointers, and formats that travel inside others."""
