"""`kliqs doctor`: what is wrong with an install, and how to mend it, in plain sentences.

A check is a small function that looks at one thing and yields what it finds; `examining` lists them all. Only
`mending` changes anything.
"""
