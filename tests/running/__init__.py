"""Starting real servers and databases for tests, and talking to them. Test code only; nothing in `src` knows it."""
