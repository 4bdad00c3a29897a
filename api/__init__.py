"""What people and programs see: REST and web pages."""
