"""The lake: what counts as an order, F-numbers, sealing, engines. Without Django."""
