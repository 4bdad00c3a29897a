"""Entry of dated facts: checked, judged, kept with author and time, and what changes because of them is named."""
