"""Pictures that people upload: read with suspicion, made anew by us, kept in the storage, listed by workspace.

Links and bio pages call `keeping.keep_picture` and show what it returns by its address. Nothing of the uploaded file
itself is ever kept or sent.
"""
