"""Every `KLIQS_*` setting: its name, type, default and meaning. Nothing else reads the environment."""

import ipaddress
import os
import secrets
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import msgspec

from kliqs.errors import ConfigurationError

MEDIA_SCHEMES = ("file", "s3", "s3+http")
MAIL_SCHEMES = ("smtp", "smtps", "smtp+plain")
PREFIX = "KLIQS_"
HSTS_S = 31_536_000  # how long browsers come back by https, where they came by it: a year
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")


def _doc(text: str) -> msgspec.Meta:
    return msgspec.Meta(description=text)


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """The typed table. A field `data_dir` is the variable `KLIQS_DATA_DIR`; an empty default is filled by `load`."""

    host: Annotated[str, _doc("Address to listen on.")] = "127.0.0.1"
    port: Annotated[int, _doc("Port to listen on.")] = 8000
    workers: Annotated[int, _doc("Server processes. One is right until one core is full.")] = 1
    data_dir: Annotated[Path, _doc("The one folder that holds everything Kliqs keeps.")] = Path("data")
    domain: Annotated[
        str, _doc("Host of short links, with its port where it has one. Default: `kliqs.localhost:<port>`.")
    ] = ""
    api_host: Annotated[str, _doc("Host of the API. Default: `api.<domain>`.")] = ""
    dash_host: Annotated[str, _doc("Host of the dashboard. Default: `dash.<domain>`.")] = ""
    docs_host: Annotated[str, _doc("Host of the documentation. Default: `docs.<domain>`.")] = ""
    home_host: Annotated[str, _doc("Host of the marketing pages. Default: `home.<domain>`.")] = ""
    scheme: Annotated[
        str, _doc("`http` or `https`, as visitors see it. Default: `http` for a loopback domain, else `https`.")
    ] = ""
    database_url: Annotated[
        str, _doc("`sqlite:///path` or `postgresql://user@host/name`. Default: a SQLite file in the data folder.")
    ] = ""
    clicks_url: Annotated[
        str,
        _doc(
            "Where clicks are kept: `parquet:///path`, or `clickhouse://user:password@host:8123/database` (with"
            " `?secure=true` for TLS). Default: `clicks/` in the data folder."
        ),
    ] = ""
    media_url: Annotated[
        str,
        _doc(
            "Where uploaded pictures are kept: `file:///path`, or `s3://key:secret@host/bucket?region=…` for a bucket"
            " of any service that speaks S3 (`s3+http://…` without TLS). Default: `media/` in the data folder."
        ),
    ] = ""
    secret_key: Annotated[
        str, _doc("Signs cookies and sign-in links. Default: made once and kept in the data folder.")
    ] = ""
    security_contact: Annotated[
        str, _doc("Where to report security holes: an e-mail or web address. Default: `security@<domain>`.")
    ] = ""
    sign_up: Annotated[bool, _doc("Whether strangers may make accounts on the sign-up page.")] = True
    email_url: Annotated[
        str,
        _doc(
            "Mail server: `smtp://user:password@host:587` (STARTTLS), `smtps://…:465` (TLS) or `smtp+plain://…:25`."
            " Default: mails are written to files in `mail/` of the data folder."
        ),
    ] = ""
    email_from: Annotated[str, _doc("Sender of mails. Default: `Kliqs <kliqs@<domain>>`.")] = ""
    google_client_id: Annotated[str, _doc("Turns on signing in with Google, together with its secret.")] = ""
    google_client_secret: Annotated[str, _doc("From Google's console, as the id is.")] = ""
    github_client_id: Annotated[str, _doc("Turns on signing in with GitHub, together with its secret.")] = ""
    github_client_secret: Annotated[str, _doc("From GitHub's developer settings, as the id is.")] = ""
    trusted_proxies: Annotated[
        str, _doc("Addresses or networks, comma-separated, whose `X-Forwarded-For` and `-Proto` are believed.")
    ] = ""
    default_plan: Annotated[str, _doc("Plan of a new workspace: a name from the plan table.")] = "free"
    language: Annotated[str, _doc("Language of pages when the visitor asks for none: `en` or `id`.")] = "en"
    click_log_sync_ms: Annotated[
        int, _doc("How often the click log is forced to disk, in ms: what a power cut may lose at most.")
    ] = 200
    cache_links: Annotated[int, _doc("Links each process keeps ready in memory.")] = 500_000
    loader_interval_ms: Annotated[int, _doc("How often clicks are loaded from the log, in ms.")] = 500
    metrics_port: Annotated[int, _doc("Port of Prometheus metrics, on KLIQS_HOST. 0 turns them off.")] = 0
    log_format: Annotated[str, _doc("`json` for programs, `text` for people.")] = "text"
    log_level: Annotated[str, _doc("`debug`, `info`, `warning` or `error`.")] = "info"
    import_from_private: Annotated[
        bool,
        _doc("Lets bio pages be imported from private addresses and any port. Never where strangers have accounts."),
    ] = False
    debug: Annotated[bool, _doc("Django's debug pages. Never on a machine others can reach.")] = False

    @property
    def domain_name(self) -> str:
        """The short host without its port, lower-case."""
        name, colon, port = self.domain.lower().rpartition(":")
        return name if colon and port.isdigit() else self.domain.lower()

    @property
    def is_loopback(self) -> bool:
        """Whether the domain is a loopback name: then unknown and numeric hosts are taken as the short host."""
        name = self.domain_name.strip("[]")
        return name in LOOPBACK_NAMES or name.endswith(".localhost")

    @property
    def short_origin(self) -> str:
        """`scheme://host` in front of every short link."""
        return f"{self.scheme}://{self.domain}"

    @property
    def docs_origin(self) -> str:
        return f"{self.scheme}://{self.docs_host}"

    @property
    def dash_origin(self) -> str:
        return f"{self.scheme}://{self.dash_host}"

    @property
    def home_origin(self) -> str:
        return f"{self.scheme}://{self.home_host}"

    @property
    def transport_fields(self) -> tuple[tuple[bytes, bytes], ...]:
        """Header fields of every answer: behind TLS, that browsers come back by https alone (RFC 6797)."""
        return ((b"strict-transport-security", b"max-age=%d" % HSTS_S),) if self.scheme == "https" else ()

    @property
    def sample_api(self) -> str:
        """The API address for samples: one that every client resolves, so a plain IP on a laptop."""
        if self.is_loopback:
            return f"http://127.0.0.1:{self.port}/api/v1"
        return f"{self.scheme}://{self.api_host}/api/v1"

    @property
    def trusted_networks(self) -> tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]:
        return tuple(
            ipaddress.ip_network(part.strip(), strict=False) for part in self.trusted_proxies.split(",") if part.strip()
        )

    @property
    def click_log_dir(self) -> Path:
        return self.data_dir / "click-log"

    @property
    def uses_clickhouse(self) -> bool:
        """Whether clicks are kept there; `chdb:///path` is its engine in this very process, for tests and trials."""
        return self.clicks_url.startswith(("clickhouse://", "chdb://"))

    @property
    def clicks_dir(self) -> Path:
        """The Parquet files: all clicks, or those on their way to ClickHouse."""
        if self.uses_clickhouse:
            return self.data_dir / "clicks"
        return Path(self.clicks_url.removeprefix("parquet://"))

    @property
    def media_dir(self) -> Path | None:
        """The folder of uploaded pictures; None where they are in a bucket."""
        return Path(self.media_url.removeprefix("file://")) if self.media_url.startswith("file://") else None


@lru_cache(maxsize=1)
def load() -> Settings:
    """Read the environment and `.env` once. Raises ConfigurationError naming the variable that is wrong."""
    values = {**_dotenv(Path(".env")), **os.environ}
    fields = {f.name for f in msgspec.structs.fields(Settings)}
    given = {
        name.removeprefix(PREFIX).lower(): value
        for name, value in values.items()
        if name.startswith(PREFIX) and value != "" and name.removeprefix(PREFIX).lower() in fields
    }
    try:
        settings = msgspec.convert(given, Settings, strict=False, dec_hook=_path)
    except msgspec.ValidationError as problem:
        raise ConfigurationError(f"A KLIQS_ setting cannot be read: {problem}") from problem
    return _fill(settings)


def _fill(settings: Settings) -> Settings:
    data_dir = settings.data_dir.expanduser().resolve()
    domain = settings.domain or f"kliqs.localhost:{settings.port}"
    filled = msgspec.structs.replace(
        settings,
        data_dir=data_dir,
        domain=domain,
        api_host=settings.api_host or f"api.{domain}",
        dash_host=settings.dash_host or f"dash.{domain}",
        docs_host=settings.docs_host or f"docs.{domain}",
        home_host=settings.home_host or f"home.{domain}",
        database_url=settings.database_url or f"sqlite:///{data_dir / 'kliqs.sqlite3'}",
        clicks_url=settings.clicks_url or f"parquet://{data_dir / 'clicks'}",
        media_url=settings.media_url or f"file://{data_dir / 'media'}",
        secret_key=settings.secret_key or _kept_secret(data_dir),
        email_from=settings.email_from or f"Kliqs <kliqs@{domain.partition(':')[0]}>",
        security_contact=settings.security_contact or f"security@{domain.partition(':')[0]}",
    )
    filled = msgspec.structs.replace(filled, scheme=filled.scheme or ("http" if filled.is_loopback else "https"))
    _check(filled)
    return filled


def _check(settings: Settings) -> None:
    if settings.scheme not in ("http", "https"):
        raise ConfigurationError("KLIQS_SCHEME must be http or https.")
    if settings.log_format not in ("json", "text"):
        raise ConfigurationError("KLIQS_LOG_FORMAT must be json or text.")
    if not settings.database_url.startswith(("sqlite:///", "postgresql://", "postgres://")):
        raise ConfigurationError("KLIQS_DATABASE_URL must start with sqlite:/// or postgresql://.")
    if not settings.uses_clickhouse and not settings.clicks_url.startswith("parquet:///"):
        raise ConfigurationError("KLIQS_CLICKS_URL must start with parquet:/// or clickhouse://.")
    media = urlsplit(settings.media_url)
    if media.scheme not in MEDIA_SCHEMES or not media.path.strip("/"):
        raise ConfigurationError("KLIQS_MEDIA_URL must be file:///path or s3://key:secret@host/bucket.")
    if settings.email_url and urlsplit(settings.email_url).scheme not in MAIL_SCHEMES:
        raise ConfigurationError("KLIQS_EMAIL_URL must start with smtp://, smtps:// or smtp+plain://.")
    if not 1 <= settings.workers <= 64:
        raise ConfigurationError("KLIQS_WORKERS must be between 1 and 64.")
    try:
        _ = settings.trusted_networks
    except ValueError as problem:
        raise ConfigurationError(f"KLIQS_TRUSTED_PROXIES: {problem}") from problem


def _kept_secret(data_dir: Path) -> str:
    """The secret of this install, made at the first start; the file is created whole, so two first starts agree."""
    path = data_dir / "secret-key"
    if path.exists():
        return path.read_text(encoding="ascii").strip()
    data_dir.mkdir(parents=True, exist_ok=True)
    draft = data_dir / f"secret-key.{os.getpid()}"
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process was first: its secret is the one
    draft.unlink()
    return path.read_text(encoding="ascii").strip()


def _dotenv(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    pairs = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        name, equals, value = line.strip().removeprefix("export ").partition("=")
        if equals and not name.startswith("#"):
            pairs[name.strip()] = value.strip().strip("'\"")
    return pairs


def _path(kind: type, value: Any) -> Any:
    if kind is Path:
        return Path(value)
    raise NotImplementedError(kind)
