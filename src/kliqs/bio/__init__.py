"""Bio pages: their blocks, looks and versions, and publishing a page as a Route that carries its ready bytes.

The editor and the API call `pages`; visitors are answered by the edge from what `publishing` left in `routes`. Nothing
here is asked when a published page is viewed.
"""
