"""Weather adjustment (天气修正): what a year would have used in other weather, and how surely that is known."""
