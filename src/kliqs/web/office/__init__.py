"""The operator's back office on the dashboard's host: users, workspaces, links, reports, blocked hosts, audit log.

For staff alone. It shows rows and calls the domain's functions; no rule lives here, and nothing is edited past one.
"""
