"""Who a command is about: users and workspaces by e-mail address."""

from typing import TYPE_CHECKING, Annotated

import typer

from kliqs.errors import ConfigurationError

if TYPE_CHECKING:
    from kliqs.accounts.models import User, Workspace

Email = Annotated[str, typer.Option(help="Address of the account.")]
Reason = Annotated[str, typer.Option(help="Why; whoever is concerned reads it.")]


def find_account(email: str) -> "tuple[User, Workspace]":
    """The user of that address and the workspace they own. Raises ConfigurationError when there is none."""
    import django

    django.setup()
    from kliqs.accounts.models import Member, Role

    member = (
        Member.objects.filter(user__email=email.strip().lower(), role=Role.OWNER)
        .select_related("user", "workspace")
        .order_by("pk")
        .first()
    )
    if member is None:
        raise ConfigurationError(f"There is no account of {email}. `kliqs user create --email {email}` makes it.")
    return member.user, member.workspace


def find_user(email: str) -> "User":
    """The user of that address, who need not own a workspace. Raises ConfigurationError when there is none."""
    import django

    django.setup()
    from kliqs.accounts.models import User

    user = User.objects.filter(email=email.strip().lower()).first()
    if user is None:
        raise ConfigurationError(f"There is no account of {email}. `kliqs user create --email {email}` makes it.")
    return user


def known_plan(name: str) -> str:
    """The name, where the plan table has it. Raises ConfigurationError otherwise."""
    from kliqs.accounts.plans import plans

    if name and name not in plans():
        raise ConfigurationError(f"There is no plan {name!r}. Plans: {', '.join(plans())}.")
    return name
