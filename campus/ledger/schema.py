"""Tables of the ledger. Times are ms since the epoch (UTC); days are local ISO dates."""

from sqlalchemy import BigInteger, Boolean, Column, Float, Index, Integer, LargeBinary, MetaData, String, Table, Text

metadata = MetaData()

Ms = BigInteger
Serial = BigInteger().with_variant(Integer, "sqlite")

page = Table(
    "page",
    metadata,
    Column("meter", String(64), primary_key=True),
    Column("quantity", String(64), primary_key=True),
    Column("day", String(10), primary_key=True),
    Column("revision", Integer, nullable=False, comment="1 when first written, +1 whenever the content changed"),
    Column("total", Float, nullable=False, comment="sum of the hours, base unit"),
    Column("estimated", Float, nullable=False, comment="part of total that is estimated"),
    Column("covered_s", Integer, nullable=False, comment="seconds of the day with known consumption"),
    Column("span_s", Integer, nullable=False, comment="seconds of the day: 82800, 86400 or 90000"),
    Column("hours", LargeBinary, nullable=False, comment="packed hours, see campus.ledger.pages"),
    Column("anchor", Text, nullable=False, comment="JSON: where accounting can start again at this day's beginning"),
    Column("provenance", Text, nullable=False, comment="JSON: readings and facts the page was computed from"),
    Column("computed_ms", Ms, nullable=False),
)
Index("page_by_day", page.c.quantity, page.c.day)

dirty = Table(
    "dirty",
    metadata,
    Column("meter", String(64), primary_key=True),
    Column("slot", Integer, primary_key=True, comment="UTC day number the touched reading lies in"),
    Column(
        "marks", Integer, nullable=False, comment="grows with every mark, so none is lost while the worker computes"
    ),
    Column("since_ms", Ms, nullable=False, comment="arrival of the oldest reading not yet in the books"),
)

fact = Table(
    "fact",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("kind", String(32), nullable=False, comment="head_count, swap, multiplier, manual_reading, …"),
    Column("subject", String(64), nullable=False, comment="meter or campus id"),
    Column("at_ms", Ms, nullable=False, comment="when it holds from, or happened"),
    Column("body", Text, nullable=False, comment="JSON of the kind's own fields"),
    Column("author", String(128), nullable=False),
    Column("recorded_ms", Ms, nullable=False),
    Column("withdraws", BigInteger, nullable=True, comment="id of the fact this one takes back"),
)
Index("fact_of_subject", fact.c.subject, fact.c.kind, fact.c.at_ms)

finding = Table(
    "finding",
    metadata,
    Column("meter", String(64), primary_key=True),
    Column("quantity", String(64), primary_key=True),
    Column("kind", String(32), primary_key=True),
    Column("start_ms", Ms, primary_key=True),
    Column("end_ms", Ms, nullable=False),
    Column("details", Text, nullable=False),
    Column("needs_confirmation", Boolean, nullable=False),
)

quarantine = Table(
    "quarantine",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("topic", Text, nullable=False),
    Column("device", String(128), nullable=False, comment="discovered device it belongs to, or empty"),
    Column("payload", LargeBinary, nullable=False),
    Column("received_ms", Ms, nullable=False),
    Column(
        "kind",
        String(32),
        nullable=False,
        comment="undecodable, unknown_device, unmapped, refused_by_check, refused_by_store",
    ),
    Column("reason", Text, nullable=False),
)
Index("quarantine_by_age", quarantine.c.received_ms)
Index("quarantine_by_topic", quarantine.c.topic)

discovered = Table(
    "discovered",
    metadata,
    Column("topic", String(512), primary_key=True),
    Column("device", String(128), primary_key=True, comment="id inside the message, or empty"),
    Column("decoder", String(64), nullable=False, comment="preset that would read it, or empty"),
    Column("first_ms", Ms, nullable=False),
    Column("last_ms", Ms, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("example", LargeBinary, nullable=False),
)

process_state = Table(
    "process_state",
    metadata,
    Column("process", String(64), primary_key=True, comment="collector, worker, …"),
    Column("at_ms", Ms, nullable=False),
    Column("body", Text, nullable=False, comment="JSON: counters and gauges, shown by /metrics and doctor"),
)

published_report = Table(
    "published_report",
    metadata,
    Column("id", Serial, primary_key=True, autoincrement=True),
    Column("first_month", String(7), nullable=False),
    Column("last_month", String(7), nullable=False),
    Column("campus", String(64), nullable=False, comment="campus it is limited to, or empty"),
    Column("digest", String(64), nullable=False, comment="fingerprint of the figures"),
    Column("figures", Text, nullable=False, comment="JSON of the report as published"),
    Column("basis", Text, nullable=False, comment="JSON: page revisions and newest fact it rested on"),
    Column("author", String(128), nullable=False),
    Column("published_ms", Ms, nullable=False),
)
Index(
    "published_report_of",
    published_report.c.first_month,
    published_report.c.last_month,
    published_report.c.campus,
)
