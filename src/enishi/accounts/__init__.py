"""Who works here: staff and their sign-in."""
