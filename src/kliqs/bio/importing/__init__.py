"""Pages of other services as drafts of ours: from an export, or from a public page that somebody names by its address.

`reading.read_export` and `reading.read_address` give a `drafting.Imported`: a document that is sound, and a list of
what could not be taken over. The dashboard and the API call these two, then `bio.pages.create_page` with its values.
`fetching` is the one place of Kliqs that goes to an address a stranger chose.
"""
