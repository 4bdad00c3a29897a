"""Figures and readings become incidents, and incidents reach phones."""
