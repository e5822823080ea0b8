"""Prometheus metrics, on a port of their own.

The busy paths count in plain integers; everything here happens when somebody asks. With several workers each writes
its readings to a file once a second, and the one that holds the port answers for all of them, under `process`.
"""
