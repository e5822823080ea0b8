"""What a visitor of a short link can meet besides the redirect: password, preview, and the ready-made pages."""
