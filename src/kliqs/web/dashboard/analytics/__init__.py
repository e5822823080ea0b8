"""Analytics in the dashboard: one board of panels, over a whole workspace or, filtered, over one link or tag.

A board is shown to members at `/analytics` and, where an owner shares it, to everybody with its address at
`/shared/<token>`. What is asked of it stands in the query string (`asking`), so that every view can be kept and sent.
"""
