"""People's pages, by surface: `public` (password, preview, error pages), `docs`, `home`, `dashboard`.

Views parse, call one domain function and render. Templates, static files and translations live here too.
"""
