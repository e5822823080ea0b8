"""Links: creating them in groups, changing, tagging, deleting and restoring them, their passwords; publishing each as
its Route.

API, dashboard, command line and importers call the functions here; none writes a link by itself.
"""
