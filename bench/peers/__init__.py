"""What Kliqs is compared with: servers that do as little as can be done for the same request."""
