"""The redirect lane: a protocol class for uvicorn, its cache, and what a resolved slug looks like as response bytes.

It knows two records of the product, `Route` and `Click`, and imports no Django. Only `asgi` and `cli` import it.
"""
