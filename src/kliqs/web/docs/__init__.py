"""The docs host: the Markdown of the repository's `docs` folder in the shared look.

What can drift is generated: error codes, plans, settings and addresses come from the tables that the program itself
reads.
"""
