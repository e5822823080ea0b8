"""Bio pages in the dashboard: the list, the editor with its live preview, looks, versions, numbers.

What each kind of block asks for stands in `kinds`, what a look and a page's options ask for in `parts`: forms are made
from these words and the rules of `kliqs.bio`.
"""
