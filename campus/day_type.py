"""Day types (日类型): what kind of day it is for a school's use of energy."""

from enum import StrEnum


class DayType(StrEnum):
    """Comparisons and alert rules are made per day type."""

    TERM_WD = "TERM_WD"
    """Lessons: a weekday in term, or a weekend day on which school is held (调休上班, 补课)."""
    TERM_WE = "TERM_WE"
    """Weekend in term as the school usually spends it; in a boarding school boarders are in."""
    HOLIDAY = "HOLIDAY"
    """In term, but empty: statutory holidays (法定节假日) and month leave (月假)."""
    VACATION = "VACATION"
    """Winter and summer break (寒暑假)."""
    EVENT = "EVENT"
    """Examinations, sports days, open days: in term, but unlike other days."""
