"""Registers and the life of a meter become hourly consumption that can be trusted."""
