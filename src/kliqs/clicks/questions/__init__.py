"""Questions asked of a workspace's clicks, each in a file of its own.

Surfaces ask them through `ClickReader` (`asking.py`), which each process opens once: it keeps few threads of its own,
so that no question holds up the event loop or takes the machine from the redirects.

    reader = click_reader()                                   # this process's, from the settings
    answer = reader.now(totals, scope)                        # from a thread, such as a Django view's
    answer = await reader.ask(series, scope, "day")           # from an event loop

What is asked about is a `Scope`: workspace, period [since, until) as aware datetimes, IANA zone, filters, kinds.

    scope = Scope(workspace_id, since, until, zone="Asia/Jakarta", kinds=frozenset({"human"}),
                  filters=(Filter("country", include=("ID",)), Filter("browser", exclude=("Firefox",))))

    totals(asked, scope, *, compare=False) -> Totals
    series(asked, scope, interval, *, compare=False, visitors=True) -> Series       "hour", "day", "week" or "month"
    top(asked, scope, dimension, *, size=10, compare=False, visitors=True) -> Top   a name in `dimensions.DIMENSIONS`
    events(asked, scope, *, cursor="", size=50) -> EventPage        raw clicks, newest first
    newer(asked, scope, *, after="", size=100) -> EventPage         raw clicks behind a cursor, for a live view
    orphans(asked, scope, *, size=50) -> Orphans                    visits of slugs that lead nowhere

(`asked` is put in by the reader.) Every answer carries a `Coverage`: from when raw clicks exist, and from when this
very question could be answered. Values are texts as filters take them; "" is what is not known. All raise KliqsError
INVALID_REQUEST for a scope that cannot be: an unknown zone, dimension or kind, a period that ends before it begins.

A *visitor* is a person of one UTC day: the salt that tells people apart lives no longer. Longer periods add days up.
"""
