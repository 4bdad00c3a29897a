"""One file per payload format; each registers itself."""
