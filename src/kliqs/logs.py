"""One pipeline for every log line: structlog's events, and what Django, Litestar and uvicorn log."""

import logging
import re
import sys

import structlog

from kliqs.settings import Settings

# A line holds no secret, whoever wrote it: not as a field, and not inside a text or a traceback.
SECRET_FIELDS = frozenset(("password", "key", "secret", "secret_key", "authorization", "cookie", "token"))
SECRETS = re.compile(
    "|".join(
        (
            r"(?<=kliqs_sk_live_)\w{6,}",
            r"(?<=login-link/)[\w:.-]+",
            r"(?<=account/first/)[\w-]+",
            r"(?<=invitations/)[\w-]+",
            r"(?<=reset/key/)[\w-]+",
            r"(?<=confirm-email/)[\w:.-]+",
            r"(?<=://)[^/@\s:]*:[^/@\s]+(?=@)",
        )
    )
)
HIDDEN = "***"
# Their warnings are visitors' doing: a page that is not there, bytes that are no HTTP. Strangers must not fill the log.
WITHOUT_WARNINGS = ("django.request", "uvicorn.error")


def set_up_logs(settings: Settings) -> None:
    """Events with fields to standard error: JSON for programs, coloured text for people. Times are UTC."""
    level = logging.getLevelNamesMapping()[settings.log_level.upper()]
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,  # plain: the pretty one would show local variables
        hide_secrets,
    ]
    renderer: structlog.typing.Processor
    if settings.log_format == "json":
        renderer = structlog.processors.JSONRenderer()
    else:
        renderer = structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.add_logger_name, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(max(level, logging.WARNING))
    for name in WITHOUT_WARNINGS:
        logging.getLogger(name).setLevel(logging.ERROR)
    logging.captureWarnings(capture=True)


def hide_secrets(_: object, __: str, event: structlog.typing.EventDict) -> structlog.typing.EventDict:
    """Take keys, passwords, cookies and sign-in tokens out of an event."""
    for name, value in event.items():
        if name in SECRET_FIELDS:
            event[name] = HIDDEN
        elif isinstance(value, str):
            event[name] = SECRETS.sub(HIDDEN, value)
    return event
