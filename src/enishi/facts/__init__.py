"""What happened: the shared vocabulary of facts, the append-only log, and the cursors of its readers."""
