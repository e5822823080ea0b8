"""Servers under test speak plain HTTP. httpx would read the list of certificate authorities for every client anew:
24 ms of CPU, thousands of times in a run."""

import ssl

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
