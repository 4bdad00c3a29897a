"""Payload shapes (报文格式) of real devices; one file per shape, each registers its own."""
