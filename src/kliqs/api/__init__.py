"""`/api/v1`: Litestar controllers that parse, call one domain function and encode. No rule lives here."""
