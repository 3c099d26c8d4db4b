"""Charts as geometry: plain numbers in, frozen shapes out; templates in `ui/charts/` turn the shapes into SVG.

No script and no drawing engine: a mark may be a link, follows the colours of the page, and prints. Pure.
"""
