"""Who may do how much: users and how they sign in, workspaces with members, roles and invitations, API keys, plans,
usage, idempotent answers, mail.

Everything a person owns belongs to a workspace. Rooms above ask here whether something is allowed; no surface
decides that by itself.
"""
