"""The fuse box: settings, addresses, wiring and the heartbeat. Only this room knows everybody."""
