"""Totals that outlive raw clicks: quarters of an hour, one dimension at a time, made a UTC day at a time.

A day's totals are worked out anew from its raw clicks whenever these have changed, and take the place of the ones
before in one transaction: so they are exact, whatever was killed, delivered twice or came late. Raw clicks are dropped
after their totals are made. Links' tags, destinations and keys have none: they are told by the totals of links.

Totals of days are added up once more, in a file a month (`months`), for questions of whole days. An install that moves
to ClickHouse has its days totalled there anew, and takes the totals of dropped clicks along.

Of a person's clicks on a day, the first one counts as the visitor: so visitors of quarters add up to those of the day.
"""
