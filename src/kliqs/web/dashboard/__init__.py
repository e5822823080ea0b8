"""The dashboard host: what a workspace's members see and do."""
