"""Clicks from the log to the counts: click log, loader, enrichment, click store, questions asked of it, and lists of
links with their clicks.

The edge appends to the click log through `log`, which imports no Django; everything else here runs in the loader or
answers questions of the surfaces above. Addresses exist in the log segments alone, and only for minutes.
"""
