"""Staff pages: the base, the ladder, retention, the customers, and the files that come in. No models, no rules."""
