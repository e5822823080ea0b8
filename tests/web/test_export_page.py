"""Settings, export: everything of a workspace in one zip, for its owners alone."""

import csv
import io
import json
import secrets
import zipfile

from cast import VPS
from clicks.world import PHONE
from kliqs.web.dashboard.taking_along import FILES
from running.server import Server
from running.waiting import eventually
from web.test_activity_page import lines
from web.test_members_page import joined, owner_of
from web.visitor import Visitor, signed_in

PAGE = "/settings/export"


def exported(person: Visitor) -> dict[str, str]:
    """The texts of the zip by file name."""
    answer = person.submit(PAGE)
    assert answer.status_code == 200, answer.text
    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(answer.content))
    assert archive.testzip() is None
    return {name.partition("/")[2]: archive.read(name).decode("utf-8-sig") for name in archive.namelist()}


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_the_zip_holds_everything_of_the_workspace_and_says_so(server: Server) -> None:
    account = server.account(f"{secrets.token_hex(4)}@example.com")
    stranger = server.account()
    api, owner = server.api(account.key), signed_in(server, account.email)
    slug, gone = f"s-{secrets.token_hex(4)}", f"g-{secrets.token_hex(4)}"
    api.post("/links", json={"url": VPS, "slug": slug, "title": "=1+1", "tags": ["Promo"], "password": "kopi"})
    deleted = api.post("/links", json={"url": VPS, "slug": gone}).json()["data"]
    server.api(stranger.key).post("/links", json={"url": VPS, "slug": f"x-{secrets.token_hex(4)}"})
    assert server.visit(f"/{gone}", **{"User-Agent": PHONE}).status_code == 302
    api.delete(f"/links/{deleted['id']}")
    eventually(lambda: len(rows(exported(owner)["clicks.csv"])) == 1, within_s=30)
    files = exported(owner)

    assert files.keys() == {"README.txt", *FILES} - {"pictures/"}
    assert all(name in files["README.txt"] for name in FILES)
    (listed,) = rows(files["links.csv"])
    assert (listed["short_url"].rpartition("/")[2], listed["title"], listed["tags"]) == (slug, "'=1+1", "Promo")
    kept = {each["slug"]: each for each in map(json.loads, files["links.jsonl"].splitlines())}
    assert kept.keys() == {slug, gone}
    assert kept[slug]["has_password"] is True
    assert kept[gone]["deleted_at"].startswith("20")
    assert kept[gone]["clicks"]["people"] == 1
    (click,) = rows(files["clicks.csv"])
    assert (click["slug"], click["kind"], click["os"]) == (gone, "human", "Android")
    assert click["time"].endswith("Z")
    (day,) = rows(files["clicks-by-day.csv"])
    assert (day["slug"], day["people"]) == (gone, "1")
    assert [each["email"] for each in rows(files["members.csv"])] == [account.email]
    assert json.loads(files["workspace.json"])["id"] == account.workspace_id
    assert rows(files["usage-by-month.csv"])[0]["requests"] == "3"
    assert "workspace.exported" in files["activity.jsonl"]
    assert account.key not in "".join(files.values())
    assert rows(files["api-keys.csv"])[0]["key"].endswith(account.key[-4:])
    assert f"{account.email} downloaded all data of the workspace" in lines(owner)


def test_members_and_viewers_get_none(server: Server) -> None:
    _, owner = owner_of(server)
    for role in ("member", "viewer"):
        _, person = joined(server, owner, role)
        assert person.get(PAGE).status_code == 403
        assert person.submit("/settings", to=PAGE).status_code == 403
        assert PAGE not in person.get("/settings/workspace").text


def test_a_workspace_without_anything_can_be_taken_too(server: Server) -> None:
    _, owner = owner_of(server)
    assert rows(exported(owner)["clicks.csv"]) == []
