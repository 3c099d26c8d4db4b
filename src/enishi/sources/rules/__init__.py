"""What a cell means. Pure functions of one text each; they return a value, drop a cell or refuse it."""
