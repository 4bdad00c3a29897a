"""Files of readings, meters and head counts: any sound table in, every refused row with its reason."""
