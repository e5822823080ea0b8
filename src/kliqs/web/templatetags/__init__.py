"""What templates can say that Django cannot."""
