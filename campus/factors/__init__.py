"""Conversion factors (折标系数, 排放因子): versioned profiles, each value with its source."""
