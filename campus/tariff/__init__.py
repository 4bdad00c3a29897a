"""Tariffs (电价, 水价, 气价): dated prices, flat, by tiers of annual use or by time of use."""
