"""Pictures belong to a workspace: kept once, counted, gone when it goes, in a folder or in a bucket."""

import io
from pathlib import Path

import pytest
from django.core.files.storage import storages

from kliqs.accounts.models import Workspace
from kliqs.accounts.workspaces import open_account
from kliqs.errors import KliqsError
from kliqs.pictures import keeping
from kliqs.pictures.keeping import keep_picture
from kliqs.pictures.models import Picture
from kliqs.pictures.names import absolute, is_own, size_of
from pictures.bucket import running_bucket
from pictures.files import plain
from pictures.places import keep_in

pytestmark = pytest.mark.usefixtures("models", "folder")
BOUNDS = (60, 60)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    keep_in(f"file://{tmp_path}/media", monkeypatch)
    return tmp_path / "media"


@pytest.fixture
def workspace() -> int:
    return int(open_account("owner@example.com")[1].pk)


def keep(workspace_id: int, upload: bytes) -> str:
    return keep_picture(workspace_id, io.BytesIO(upload), BOUNDS)


def test_the_same_picture_is_kept_once_and_named_by_its_content(folder: Path, workspace: int) -> None:
    path = keep(workspace, plain())
    assert keep(workspace, plain()) == path
    assert keep(workspace, plain(colour="#ffffff")) != path
    assert is_own(path)
    assert size_of(path) == (60, 30)
    assert absolute(path, "https://kliqs.me") == f"https://kliqs.me{path}"
    files = {file.name: file.stat().st_size for file in folder.iterdir()}
    assert files == dict(Picture.objects.filter(workspace_id=workspace).values_list("name", "size"))
    assert len(files) == 2


def test_the_pictures_of_a_deleted_workspace_go_and_those_of_another_stay(folder: Path, workspace: int) -> None:
    other = int(open_account("other@example.com")[1].pk)
    mine, theirs = keep(workspace, plain()), keep(other, plain())
    assert mine != theirs
    Workspace.objects.get(pk=workspace).delete()
    assert [file.name for file in folder.iterdir()] == [theirs.removeprefix("/media/")]


def test_what_a_workspace_may_keep_has_a_limit(folder: Path, workspace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    kept = keep(workspace, plain())
    monkeypatch.setattr(keeping, "MOST_BYTES", Picture.objects.get().size + 10)
    with pytest.raises(KliqsError, match="PICTURE_LIMIT_REACHED"):
        keep(workspace, plain(colour="#ffffff"))
    assert keep(workspace, plain()) == kept
    assert len(list(folder.iterdir())) == 1


def test_a_file_that_is_missing_is_made_again(folder: Path, workspace: int) -> None:
    path = keep(workspace, plain())
    (folder / path.removeprefix("/media/")).unlink()
    assert keep(workspace, plain()) == path
    assert [file.name for file in folder.iterdir()] == [path.removeprefix("/media/")]


def test_a_bucket_keeps_pictures_as_a_folder_does(workspace: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with running_bucket() as (port, objects):
        keep_in(f"s3+http://key:s%2Fcret@127.0.0.1:{port}/pictures/kliqs?region=ap-southeast-3", monkeypatch)
        name = keep(workspace, plain()).removeprefix("/media/")
        (place,) = objects
        assert place == f"/pictures/kliqs/{name}"
        with storages["default"].open(name) as file:
            assert file.read() == objects[place]
        with pytest.raises(FileNotFoundError), storages["default"].open(name.replace("0", "1").replace("a", "0")):
            pass
        Picture.objects.get(name=name).delete()
        assert objects == {}
