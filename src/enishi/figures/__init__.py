"""The figures of `insight` put into words, charts and tables: what the console and the report both show.

Reads insight's contracts only. Words follow the active language; links come from the face that shows the figures.
"""
