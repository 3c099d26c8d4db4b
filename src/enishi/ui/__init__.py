"""What every face wears: base templates, static files, words in both languages, charts, tables and components."""
