"""One measured figure beside its bar."""

from dataclasses import dataclass

WHOLE = 100
"""Figures from here on are shown without decimals."""


@dataclass(frozen=True, slots=True)
class Figure:
    """`reference` is the same work done by the simplest program that could, in the same run."""

    name: str
    bar: float
    measured: float
    unit: str
    reference: float | None = None
    faults: tuple[str, ...] = ()
    """What went wrong beside the speed (something lost, too much memory): the figure is not ok then."""
    lower_is_better: bool = False

    @property
    def ratio(self) -> float | None:
        return self.measured / self.reference if self.reference else None

    @property
    def ok(self) -> bool:
        reached = self.measured <= self.bar if self.lower_is_better else self.measured >= self.bar
        return reached and not self.faults

    def as_json(self) -> dict[str, str | float | bool | None]:
        ratio = self.ratio
        return {
            "name": self.name,
            "bar": self.bar,
            "measured": round(self.measured, 3),
            "unit": self.unit,
            "reference": None if self.reference is None else round(self.reference, 3),
            "ratio": None if ratio is None else round(ratio, 3),
            "ok": self.ok,
        }

    def line(self) -> str:
        sign = "≤" if self.lower_is_better else "≥"
        beside = f", {self.ratio:.2f} of the reference {self.reference:,.0f}" if self.ratio and self.reference else ""
        verdict = "ok" if self.ok else f"NOT OK{': ' if self.faults else ''}{'; '.join(self.faults)}"
        measured = f"{self.measured:,.0f}" if abs(self.measured) >= WHOLE else f"{self.measured:.2f}"
        return f"{self.name}: {measured} {self.unit} (bar {sign} {self.bar:,.0f}{beside}) {verdict}"
