"""The report on files alone: no database. Terminal, JSON, and one self-contained page."""
