"""Pictures that nothing shows any more go after a day; those that something may show again stay."""

import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.storage import storages

from kliqs.accounts.workspaces import open_account
from kliqs.bio.pages import change_draft, create_page, publish
from kliqs.estate.pictures import KEPT_UNUSED, sweep_pictures
from kliqs.links.changing import change_link
from kliqs.links.removing import delete_links
from kliqs.pictures.keeping import keep_picture
from kliqs.pictures.models import Picture
from kliqs.settings import load
from links.test_changing import make
from pictures.files import plain
from pictures.places import keep_in

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
LATER = NOW + KEPT_UNUSED + timedelta(minutes=1)


@pytest.fixture(autouse=True)
def folder(models: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    keep_in(f"file://{tmp_path}/media", monkeypatch)
    return tmp_path / "media"


@pytest.fixture
def workspace(models: str) -> int:
    return int(open_account("owner@example.com")[1].pk)


def keep(workspace: int, colour: str) -> str:
    return keep_picture(workspace, io.BytesIO(plain(colour=colour)), (60, 60))


def left(folder: Path) -> set[str]:
    """What is there, on disk and in the database alike."""
    names = {file.name for file in folder.iterdir()}
    assert names == set(Picture.objects.values_list("name", flat=True))
    return {f"/media/{name}" for name in names}


def test_what_a_link_or_a_page_shows_or_can_show_again_stays(models: str, workspace: int, folder: Path) -> None:
    of_link, of_deleted, of_draft, of_version = (keep(workspace, f"#{number}0{number}000") for number in range(1, 5))
    make(models, workspace, image=of_link)
    deleted = make(models, workspace, image=of_deleted)
    delete_links(workspace, [deleted.public_id], actor=None)
    page = create_page(workspace, "sari", load(), values=_page(of_version), actor=None)
    publish(workspace, page.public_id, load(), actor=None)
    change_draft(workspace, page.public_id, _page(of_draft), load())
    unused = keep(workspace, "#ffffff")
    for moment in (NOW, LATER):
        sweep_pictures(moment)
    assert len(shown := {of_link, of_deleted, of_draft, of_version}) == 4
    assert left(folder) == shown
    assert unused not in left(folder)


def _page(picture: str) -> dict[str, object]:
    return {"profile": {"name": "Sari", "picture": picture}}


def test_one_that_is_let_go_has_a_day_and_one_that_is_taken_up_again_stays(
    models: str, workspace: int, folder: Path
) -> None:
    changed, again = keep(workspace, "#000000"), keep(workspace, "#ffffff")
    link = make(models, workspace, image=changed)
    change_link(workspace, link.public_id, {"image": None}, load())
    assert sweep_pictures(NOW) == 0
    assert sweep_pictures(NOW + KEPT_UNUSED - timedelta(minutes=1)) == 0
    assert keep(workspace, "#ffffff") == again
    change_link(workspace, link.public_id, {"image": changed}, load())
    assert sweep_pictures(LATER) == 0
    assert left(folder) == {changed, again}
    change_link(workspace, link.public_id, {"image": None}, load())
    sweep_pictures(LATER)
    assert sweep_pictures(LATER + KEPT_UNUSED) == 2
    assert left(folder) == set()


def test_one_that_is_named_while_the_sweep_goes_on_stays(
    models: str, workspace: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kliqs.estate import pictures

    path = keep(workspace, "#000000")
    sweep_pictures(NOW)
    let_go = pictures._let_go

    def named_before(picture: Picture, now: datetime) -> bool:
        make(models, workspace, image=path)
        return let_go(picture, now)

    monkeypatch.setattr(pictures, "_let_go", named_before)
    assert sweep_pictures(LATER) == 0
    assert left(folder) == {path}


def test_a_sweep_killed_between_file_and_row_is_ended_by_the_next_and_harms_no_upload(
    workspace: int, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, wanted = keep(workspace, "#000000"), keep(workspace, "#ffffff")
    sweep_pictures(NOW)
    delete = storages["default"].delete

    def killed(name: str) -> None:
        delete(name)
        raise SystemExit(9)

    for _ in range(2):  # the first of them, then again the first of them: its row is still there
        monkeypatch.setattr(storages["default"], "delete", killed)
        with pytest.raises(SystemExit):
            sweep_pictures(LATER)
        monkeypatch.setattr(storages["default"], "delete", delete)
    assert Picture.objects.count() == 2
    assert keep(workspace, "#000000") == gone
    assert sweep_pictures(LATER) == 1
    assert left(folder) == {gone}
    assert wanted not in left(folder)
