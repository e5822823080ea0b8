"""Files to take away."""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse


def csv_file(name: str, rows: Iterable[Sequence[object]]) -> HttpResponse:
    """Rows as `<name>.csv`, to be saved."""
    file = io.StringIO()
    file.write("\ufeff")  # without the mark spreadsheets take UTF-8 for something else
    csv.writer(file).writerows(rows)
    response = HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return response
