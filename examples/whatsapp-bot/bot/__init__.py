"""A WhatsApp bot that answers a web address with a short link."""
