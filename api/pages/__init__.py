"""Web pages: NiceGUI on the API's application, one stylesheet of our own, nothing from outside."""
