"""Views of the board that a workspace keeps under a name."""

from kliqs.accounts.models import Workspace
from kliqs.checking import NOT_TEXT
from kliqs.clicks.models import SavedView
from kliqs.errors import KliqsError

LONGEST_NAME = 80
MOST = 50  # of a workspace
LONGEST_QUERY = 16_384


def save_view(workspace: Workspace, name: str, query: str) -> SavedView:
    """Keep a view; one of the same name is replaced. Raises KliqsError INVALID_VIEW_NAME or VIEW_LIMIT_REACHED."""
    name = name.strip()
    if not 1 <= len(name) <= LONGEST_NAME or NOT_TEXT.search(name) or len(query) > LONGEST_QUERY:
        raise KliqsError("INVALID_VIEW_NAME", field="name")
    kept = SavedView.objects.filter(workspace=workspace)
    if kept.count() >= MOST and not kept.filter(name=name).exists():
        raise KliqsError("VIEW_LIMIT_REACHED")
    view, _ = SavedView.objects.update_or_create(workspace=workspace, name=name, defaults={"query": query})
    return view


def has_view(workspace: Workspace, name: str) -> bool:
    """Whether keeping a view under that name would replace one."""
    return SavedView.objects.filter(workspace=workspace, name=name).exists()


def forget_view(workspace: Workspace, view_id: int) -> None:
    """Drop a view of the workspace; one that is gone already is no error."""
    SavedView.objects.filter(workspace=workspace, pk=view_id).delete()
