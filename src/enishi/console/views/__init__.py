"""Views: parse what is asked, make one call, render."""
