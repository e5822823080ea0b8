"""The home host: what Kliqs is, for newcomers."""
