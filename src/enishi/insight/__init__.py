"""Insight: base, ladder, cohorts, contracts. Without Django; works in a notebook on a sealed lake alone."""
