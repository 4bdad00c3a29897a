"""MQTT messages and import files become durable readings."""
