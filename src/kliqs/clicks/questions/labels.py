"""What people call the values of a dimension."""

from collections.abc import Sequence

from kliqs.clicks.questions.dimensions import Dimension
from kliqs.clicks.questions.links import key_names, names_of, public_name
from kliqs.database import Connection


def labels(
    db: Connection, workspace_id: int, dimension: Dimension, values: Sequence[str]
) -> dict[str, tuple[str, str]]:
    """For values as the engine found them: as filters take them, and a label. Links are their public id and slug, and
    what is counted besides them its number, without a label. Keys are their number and name, regions and cities are
    labelled without what they lie in. Names of countries and languages are the surface's business: they are
    translated."""
    if dimension.name == "link":
        names = names_of(db, workspace_id, [int(value) for value in values])
        return {value: public_name(names, int(value)) for value in values}
    if dimension.name == "key":
        keys = key_names(db, workspace_id)
        return {value: (value, keys.get(value, value)) for value in values}
    if dimension.name in ("region", "city"):
        return {value: (value, value.rpartition("/")[2]) for value in values}
    return {value: (value, value) for value in values}
