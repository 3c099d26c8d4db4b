"""Speed and memory, side by side with peers. Run by `make bench`; never imported by Enishi.

This file and `run.py` stay light: a process that is measured must not inherit the memory of the one that starts it.
"""

SEED = 20_261_122
ORDERS_PER_CUSTOMER = 4.9
WAYS = ("pandas", "window SQL", "Enishi")
MEASURES = ("base", "ladder", "cohorts", "together")
WARM_UP = 1000  # orders answered before a clock starts
