"""The rows of the design's table of budgets. Each file's `measure` takes how hard to try and returns a Report."""
