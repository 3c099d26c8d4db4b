"""Enishi (縁): the after-purchase system of an e-commerce brand."""

__version__ = "0.1.0"
