"""Making batches durable before anything is acknowledged."""
