"""What totals are, as SQL that both engines understand."""

from kliqs.clicks.questions.dimensions import DIMENSIONS, Dimension

ALL = "all"  # the dimension that has one value: every click
QUARTER_MS = 15 * 60 * 1000
COLUMNS = "workspace, dimension, value, ms, human, preview, bot, visitors"
OF_TOTALS = "workspace, dimension, ms, value"  # the order of their files: a question reads neighbouring rows
OF_SUMS = "workspace, dimension, value, ms"


def totals_of(day: str) -> str:
    """Totals of `day`: a table of clicks of one UTC day, with the column `ms`, the quarter each is in."""
    kept = [Dimension(ALL, "''"), *(each for each in DIMENSIONS.values() if each.link_attribute is None)]
    return " UNION ALL ".join(_of_dimension(day, dimension) for dimension in kept)


def _of_dimension(day: str, dimension: Dimension) -> str:
    value = f"CAST({dimension.sql} AS VARCHAR)"
    only = f"WHERE kind = '{dimension.kind}'" if dimension.kind else ""
    parts = (
        f"SELECT workspace, {value} AS value, ms, count(*) FILTER (WHERE kind = 'human') AS human,"
        f" count(*) FILTER (WHERE kind = 'preview') AS preview, count(*) FILTER (WHERE kind = 'bot') AS bot,"
        f" 0 AS visitors FROM {day} {only} GROUP BY 1, 2, 3",
        "SELECT workspace, value, first AS ms, 0 AS human, 0 AS preview, 0 AS bot, count(*) AS visitors FROM"
        f" (SELECT workspace, {value} AS value, visitor, min(ms) AS first FROM {day}"
        f" {only or 'WHERE'} {'AND' if only else ''} kind = 'human' AND visitor IS NOT NULL GROUP BY 1, 2, 3)"
        " AS people GROUP BY 1, 2, 3",
    )
    return (
        f"SELECT workspace, '{dimension.name}' AS dimension, value, ms, CAST(sum(human) AS BIGINT) AS human,"
        " CAST(sum(preview) AS BIGINT) AS preview, CAST(sum(bot) AS BIGINT) AS bot,"
        f" CAST(sum(visitors) AS BIGINT) AS visitors FROM ({' UNION ALL '.join(parts)}) AS counted"
        " GROUP BY workspace, value, ms"
    )
