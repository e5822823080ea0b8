"""Backup and restore: one tar file of everything that cannot be made again, taken while serving.

The database is copied as of one moment, first; then come the Parquet files that its manifest lists. Left out on
purpose: click-log segments and the day's visitor salts, since with either an address could be found again.
"""
