"""Links in the dashboard: the table, the side panel, deeds on many at once, the export."""
