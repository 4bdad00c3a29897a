"""Real servers for tests: each on free loopback ports, its data in a temporary folder, stopped by its own process."""
