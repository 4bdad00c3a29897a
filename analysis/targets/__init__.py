"""Where a target stands: the year so far, what is left to use, where the year lands."""
