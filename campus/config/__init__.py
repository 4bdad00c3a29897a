"""campus.yaml and its meter lists: structure in files, daily life in dated facts of the ledger."""
