"""Links that anybody may make on the home page, without an account: a few at a time, and each for 24 hours.

They are links like any other, of one workspace that nobody is a member of, on a domain of their own (`/try/<slug>`),
and go as test links do. What a visitor may make is in `accounts.plans`.
"""

import uuid

from django.db import IntegrityError, transaction

from kliqs.accounts.authentication import Caller
from kliqs.accounts.models import Workspace
from kliqs.accounts.plans import TRIAL, TRIALS_A_VISITOR, plan
from kliqs.database import Connection
from kliqs.errors import KliqsError
from kliqs.links.attempts import client_key
from kliqs.links.batches import utc_now
from kliqs.links.creating_many import create_in
from kliqs.links.creation import Creation, NewLink
from kliqs.links.drafts import check_draft
from kliqs.links.models import Link
from kliqs.routes.models import Domain
from kliqs.routes.sandboxes import TRIAL_FOLDER, TRIALS
from kliqs.settings import Settings

NAME = "Trial links of the home page"


def can_try(settings: Settings) -> bool:
    """Whether visitors may make links here. Where strangers cannot sign up, they cannot try either; `links = 0` of the
    plan closes it alone."""
    return settings.sign_up and plan(TRIAL).links != 0


def try_out(connection: Connection, url: str, address: str, settings: Settings) -> NewLink:
    """Make a trial link for the visitor at that address.

    Raises KliqsError INVALID_URL or UNSAFE_URL as every create does, TRIALS_USED_UP when this visitor and TRIALS_FULL
    when all visitors together have as many as may be.
    """
    draft = check_draft({"url": url}, settings, utc_now())
    caller = Caller(None, "", _workspace_id(), plan(TRIAL))
    creation = Creation(caller, TRIALS, draft, "", None, dry_run=False, is_metered=False)
    visitor = client_key("trials", address)
    with connection.transaction():
        (outcome,) = create_in(connection, [creation])  # holds the workspace: nobody else counts or creates meanwhile
        if _made_by(connection, visitor) >= TRIALS_A_VISITOR:
            raise KliqsError("TRIALS_USED_UP")
        if isinstance(outcome, KliqsError):
            raise KliqsError("TRIALS_FULL") if outcome.code == "SHORTLINK_LIMIT_REACHED" else outcome
        connection.execute("INSERT INTO links_trial (link_id, visitor) VALUES (?, ?)", (outcome.id, visitor))
    return outcome


def find_trial(public_id: uuid.UUID) -> Link | None:
    """The trial link of that id, as long as it lives."""
    return Link.objects.filter(public_id=public_id, domain_id=TRIALS, deleted_at=None).first()


def _made_by(connection: Connection, visitor: str) -> int:
    row = connection.execute("SELECT count(*) FROM links_trial WHERE visitor = ?", (visitor,)).fetchone()
    return int(row[0])


def _workspace_id() -> int:
    """The workspace that trial links are of, opened with their domain by the first visitor who tries."""
    domain = Domain.objects.filter(pk=TRIALS).first()
    if domain is None:
        try:
            with transaction.atomic():
                workspace = Workspace.objects.create(name=NAME, plan=TRIAL)
                domain = Domain.objects.create(pk=TRIALS, host=TRIAL_FOLDER, workspace=workspace)
        except IntegrityError:  # somebody else was first
            domain = Domain.objects.get(pk=TRIALS)
    assert domain.workspace_id is not None
    return domain.workspace_id
