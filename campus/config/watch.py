"""Noticing that somebody changed the configuration or a meter list."""

from pathlib import Path

SUFFIXES = frozenset({".yaml", ".yml", ".csv", ".xlsx"})
Fingerprint = frozenset[tuple[str, int, int]]


def fingerprint(config: Path) -> Fingerprint:
    """Names, times and sizes of campus.yaml and of the lists beside it or one folder below."""
    base = config.parent
    files = {config, *base.glob("*.*"), *base.glob("*/*.*")}
    found: set[tuple[str, int, int]] = set()
    for file in files:
        if file == config or (file.suffix.lower() in SUFFIXES and not file.name.startswith(("~", "."))):
            try:
                about = file.stat()
            except OSError:
                continue
            found.add((str(file), about.st_mtime_ns, about.st_size))
    return frozenset(found)


class ChangedFiles:
    """Tells once for every change of a configuration's files."""

    def __init__(self, config: Path) -> None:
        self._config = config
        self._seen = fingerprint(config)

    def changed(self) -> bool:
        """Whether anything changed since the last call."""
        before, self._seen = self._seen, fingerprint(self._config)
        return before != self._seen
