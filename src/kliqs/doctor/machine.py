"""Checks of the machine and the settings; none needs the database."""

import shutil
import socket
import stat
import tempfile
import time
from collections.abc import Iterator

from kliqs.accounts.plans import plans
from kliqs.clicks.geography import FILES
from kliqs.doctor.findings import Finding
from kliqs.settings import Settings

LOW_DISK_BYTES = 1024**3
CLOCK_SLACK_S = 60
LEFTOVER_S = 3_600


def data_folder(settings: Settings) -> Iterator[Finding]:
    """The data folder can be written to."""
    try:
        with tempfile.TemporaryFile(dir=settings.data_dir):
            return
    except OSError as problem:
        yield Finding(
            f"The data folder {settings.data_dir} cannot be written to: {problem.strerror}.",
            "Give the folder to the user that runs Kliqs, or set KLIQS_DATA_DIR to another.",
        )


def free_disk(settings: Settings) -> Iterator[Finding]:
    """There is room for clicks."""
    if not settings.data_dir.exists():
        return
    free = shutil.disk_usage(settings.data_dir).free
    if free < LOW_DISK_BYTES:
        yield Finding(
            f"Only {free / 1024**2:,.0f} MB are free on the disk of {settings.data_dir}.",
            "Make room: on a full disk redirects go on, but clicks are lost and links cannot be made.",
        )


def secret_key(settings: Settings) -> Iterator[Finding]:
    """Nobody else can read the secret key."""
    path = settings.data_dir / "secret-key"
    if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077:
        yield Finding("Others on this machine can read the secret key.", f"Run: chmod 600 {path}")


def plan_table(settings: Settings) -> Iterator[Finding]:
    """The default plan exists. (A plans.toml that cannot be read stops every command with its own sentence.)"""
    if settings.default_plan not in plans():
        yield Finding(
            f"KLIQS_DEFAULT_PLAN names {settings.default_plan!r}, which is no plan.",
            f"Set it to one of: {', '.join(plans())}.",
        )


def hosts(settings: Settings) -> Iterator[Finding]:
    """Every surface has a host of its own."""
    named = {
        "KLIQS_DOMAIN": settings.domain,
        "KLIQS_API_HOST": settings.api_host,
        "KLIQS_DASH_HOST": settings.dash_host,
        "KLIQS_DOCS_HOST": settings.docs_host,
        "KLIQS_HOME_HOST": settings.home_host,
    }
    seen: dict[str, str] = {}
    for name, host in named.items():
        if host.lower() in seen:
            yield Finding(f"{name} and {seen[host.lower()]} are the same host, {host}.", "Give each a name of its own.")
        seen.setdefault(host.lower(), name)
        if "/" in host or " " in host:
            yield Finding(f"{name} is {host!r}, which is no host name.", "Leave out the scheme and any path.")


def scheme(settings: Settings) -> Iterator[Finding]:
    """What others can reach is reached by https."""
    if settings.scheme == "http" and not settings.is_loopback:
        yield Finding(
            f"{settings.domain} is a public name, and KLIQS_SCHEME is http: passwords and keys travel in the open.",
            "Put a proxy that speaks TLS in front (deploy/Caddyfile does) and leave KLIQS_SCHEME empty.",
        )
    if settings.scheme == "https" and not settings.trusted_proxies and settings.host in ("127.0.0.1", "::1"):
        yield Finding(
            "Kliqs stands behind a proxy on this machine, and KLIQS_TRUSTED_PROXIES is empty: every visitor seems to "
            "come from the proxy.",
            "Set KLIQS_TRUSTED_PROXIES=127.0.0.1.",
        )


def debug(settings: Settings) -> Iterator[Finding]:
    """Django's debug pages are not on show."""
    if settings.debug and not settings.is_loopback:
        yield Finding("KLIQS_DEBUG is on: error pages show the program's insides.", "Take KLIQS_DEBUG away.")


def mail(settings: Settings) -> Iterator[Finding]:
    """Mails reach people. On a machine of one's own, a folder is enough."""
    if not settings.email_url and not settings.is_loopback:
        yield Finding(
            f"No mail server is set: mails are written to {settings.data_dir / 'mail'}, and nobody gets them.",
            "Set KLIQS_EMAIL_URL, such as smtp://user:password@mail.example.com:587.",
        )


def resolving(settings: Settings) -> Iterator[Finding]:
    """The public hosts have an address."""
    if settings.is_loopback:
        return
    for host in (settings.domain_name, settings.dash_host.partition(":")[0]):
        try:
            socket.getaddrinfo(host, None)
        except (OSError, UnicodeError):
            yield Finding(f"{host} has no address.", "Add a DNS record that points to this machine.")


def geography(_: Settings) -> Iterator[Finding]:
    """The city database is there."""
    missing = [path.name for path in FILES.values() if not path.is_file()]
    if missing:
        yield Finding(
            f"The city database is missing ({', '.join(missing)}): clicks get no country or city.", "Run: make assets"
        )


def clock(settings: Settings) -> Iterator[Finding]:
    """Nothing here was written in the future."""
    now = time.time()
    for folder in (settings.data_dir, settings.click_log_dir, settings.clicks_dir):
        for path in sorted(folder.glob("*")) if folder.is_dir() else ():
            ahead = path.stat().st_mtime - now
            if ahead > CLOCK_SLACK_S:
                yield Finding(
                    f"{path} was written {ahead / 60:,.0f} minutes from now: the clock has stepped back, or was wrong.",
                    "Let the machine keep time (timedatectl set-ntp true); expiry dates and months depend on it.",
                )
                return


def leftovers(settings: Settings) -> Iterator[Finding]:
    """No half-done work lies about."""
    for pattern in (".restore-*", "secret-key.*", ".kliqs-backup-*"):
        for path in settings.data_dir.glob(pattern):
            if time.time() - path.stat().st_mtime > LEFTOVER_S:
                yield Finding(f"{path} was left behind by a command that was killed.", f"Run: rm -r {path}")
