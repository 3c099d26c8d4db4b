"""Order files in: parsers that need no Django, and the landing of what they read."""
