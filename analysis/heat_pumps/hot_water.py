"""Heat and electricity of hot water: per m³, per person (domain handbook §8.4)."""

KJ_PER_KG_K = 4.186
KG_PER_M3 = 1000.0
KJ_PER_KWH = 3600.0


def heat_kwh(volume_m3: float, rise_k: float) -> float:
    """Useful heat of water warmed by `rise_k`, in kWh."""
    return volume_m3 * KG_PER_M3 * KJ_PER_KG_K * rise_k / KJ_PER_KWH


def kwh_per_m3(rise_k: float, cop: float) -> float:
    """Electricity per m³ of hot water at a COP."""
    return heat_kwh(1.0, rise_k) / cop


def measured_kwh_per_m3(electricity_kwh: float, volume_m3: float) -> float | None:
    """Electricity per m³ as metered; None without hot water."""
    return electricity_kwh / volume_m3 if volume_m3 > 0 else None


def litres_per_boarder_day(volume_m3: float, boarder_days: float) -> float | None:
    """Hot water a boarder takes a day, in litres; None without boarders."""
    return volume_m3 * 1000 / boarder_days if boarder_days > 0 else None
