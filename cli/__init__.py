"""The command `campus`: one file per subcommand, wiring only."""
