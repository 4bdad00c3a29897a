"""Where a campus's use goes: mains against sub-meters, virtual meters, solar power, sub-items, rankings."""
