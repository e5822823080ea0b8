"""Who may do how much: users, workspaces with members and roles, API keys, plans, monthly usage, idempotent answers.

Everything a person owns belongs to a workspace. Rooms above ask here whether something is allowed; no surface
decides that by itself.
"""
