"""The one namespace: what each slug of each domain answers right now, slug rules, reserved words, resolving.

`links` (and pages) publish Routes here in the transaction of their change; the edge reads them through `resolving`,
which imports no Django. A Route can always be rebuilt from what published it.
"""
