"""Connection to the broker: packets in bulk, session, reconnecting."""
