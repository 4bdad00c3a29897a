"""Faults (故障) planted by name, time and size; one file per family, each registers its own."""
