"""Small drawn marks of the resources: no emoji font is needed, and they take the resource's colour."""

from campus.quantity import Resource

_PATHS = {
    Resource.ELECTRICITY: "M9.5 1 3.5 9h4l-1 6 6-8.5h-4z",
    Resource.WATER: "M8 1.2c2.6 3.3 4.6 5.9 4.6 8.6a4.6 4.6 0 0 1-9.2 0c0-2.7 2-5.3 4.6-8.6z",
    Resource.GAS: (
        "M8.6 1c.4 2.8 3.9 4.4 3.9 8.6a4.5 4.5 0 0 1-9 .2c0-2.1 1-3.3 2-4.4.1 1.2.6 1.9 1.3 2.3C6.6 5.3 7 3 8.6 1z"
    ),
    Resource.HEAT: (
        "M4 14c-1.5-2 1.5-4 0-6.5S4 3.5 4 2h1.6c0 1.5 1.5 3 0 5.5S7 12 5.6 14zM10 14c-1.5-2 1.5-4 0"
        "-6.5S10 3.5 10 2h1.6c0 1.5 1.5 3 0 5.5s1.4 4.5 0 6.5z"
    ),
    Resource.HEAT_PUMP: (
        "M8 2a6 6 0 0 1 5.6 3.8l1.4-.5-1 4-3.6-1.9 1.5-.6A4.2 4.2 0 0 0 4.4 5.7L3 4.6A6 6 0 0 1 8 2"
        "zm0 12a6 6 0 0 1-5.6-3.8l-1.4.5 1-4 3.6 1.9-1.5.6a4.2 4.2 0 0 0 7.5 1.1l1.4 1.1A6 6 0 0 1 "
        "8 14z"
    ),
}


def mark(resource: Resource) -> str:
    """Inline SVG of 16 x 16; empty for resources that are not totalled."""
    path = _PATHS.get(resource)
    return f'<svg class="mark" viewBox="0 0 16 16" aria-hidden="true"><path d="{path}"/></svg>' if path else ""
