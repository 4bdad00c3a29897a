"""This year against last per person (人均同比): three lines, like for like, with everything that was left out."""
