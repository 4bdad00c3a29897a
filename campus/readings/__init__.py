"""Raw readings, append-only: the protocol, SQLite (embedded default) and InfluxDB."""
