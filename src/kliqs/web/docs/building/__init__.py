"""What Sphinx needs of us to build the pages: generated parts, tabs for samples, HTML in the one look, and the files
that the docs host serves. Runs in `make assets`; nothing that serves imports it.
"""
