"""A living campus that speaks MQTT as real gateways do, with planted, labelled faults."""
