"""Which words there are. Both languages fill the same shape, so none can be forgotten.

`{names}` are filled in by the page; the same names must stand in every language.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from analysis.year_on_year import Obstacle
from api.figures.freshness import Freshness
from campus.quantity import Resource
from campus.register.hours import Status


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """All texts of one language."""

    tag: str
    """BCP 47 tag of the page."""
    other: str
    """Code of the language the switch leads to."""
    switch: str
    switch_hint: str

    product: str
    overview: str
    navigation: str
    group_total: str
    choose_campus: str
    theme: str

    resource: Mapping[Resource, str]
    use: Mapping[Resource, str]

    compared: str
    compared_partly: str
    list_separator: str
    not_compared: str
    nothing_known: str
    obstacle: Mapping[Obstacle, str]
    definition: str
    left_out: str
    down: str
    up: str
    level: str
    change: str
    against_last_year: str
    month_to_date: str
    coverage: str
    estimated_share: str

    now: str
    register: str
    speaking: str
    never_heard: str
    ago_now: str
    ago_minutes: str
    ago_hours: str
    ago_days: str
    ahead: str

    months_title: str
    this_year: str
    last_year: str
    month_names: tuple[str, ...]
    until_day: str
    show_table: str
    month: str
    running: str

    hours_title: str
    choose_meter: str
    hour: str
    status: Mapping[Status, str]
    in_progress: str

    data_title: str
    freshness: Mapping[Freshness, str]
    newest_reading: str
    books: str
    books_current: str
    books_behind: str
    spool: str
    spool_empty: str
    spool_waiting: str
    quarantine: str
    discovered: str
    silent_meters: str
    all_on_time: str
    unknown: str

    meters_title: str
    meter: str
    campus: str
    last_value: str
    age: str
    state: str
    yesterday: str

    quarantine_intro: str
    quarantine_empty: str
    discovered_intro: str
    discovered_empty: str
    topic: str
    reason: str
    kind: Mapping[str, str]
    received: str
    payload: str
    device: str
    first_heard: str
    last_heard: str
    messages: str
    example: str
    decoder: str
    older: str
    newest_first: str
    shown_of: str

    report: str
    report_from: str
    report_to: str
    report_show: str
    report_print: str
    report_summary: str
    report_campuses: str
    report_targets: str
    report_split: str
    report_pumps: str
    report_left_out: str
    report_quality: str
    report_definitions: str
    report_notes: str
    report_resource: str
    report_use: str
    report_last: str
    report_per_head: str
    report_cost: str
    report_coal: str
    report_l1: str
    report_l2: str
    report_l3: str
    report_heads: str
    report_rest: str
    report_item: str
    report_share: str
    report_hot_water: str
    report_cop: str
    report_allowed: str
    report_owners: str
    report_probability: str
    report_revised: str
    report_factor: str
    report_source: str
    report_findings: str
    report_confirm: str
    report_why: str
    report_all_compared: str
    report_nothing_noticed: str
    report_gaps: str
    report_since: str
    report_boarders: str
    report_day_students: str
    report_staff: str
    report_year: str
    report_count: str

    no_meters: str
    unavailable: str
    quantity: Mapping[str, str]
    """Quantities without a unit, which need their name beside the number."""
