"""A small shop backend that gives each new product a short link and tells customers about it on WhatsApp."""
