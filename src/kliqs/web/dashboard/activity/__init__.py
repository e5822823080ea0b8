"""Settings, activity: the audit log of a workspace in sentences."""
