"""Sending mail: through the operator's server, or, while there is none, into a folder of files."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import structlog
from django.core.mail import EmailMessage
from django.core.mail.backends import filebased, smtp

log = structlog.get_logger("mail")


class FolderBackend(filebased.EmailBackend):
    """Each mail a file in `<data folder>/mail`, readable by the operator alone; the log says where."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        Path(self.file_path).chmod(0o700)  # mails carry links that sign in

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            sent = super().send_messages(email_messages)
        except OSError as problem:
            return _not_sent(email_messages, problem)
        for message in email_messages:
            log.warning("mail.kept_as_file", to=message.to, subject=message.subject, folder=self.file_path)
        return int(sent or 0)


class SmtpBackend(smtp.EmailBackend):
    """The operator's mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            return int(super().send_messages(email_messages) or 0)
        except OSError as problem:  # smtplib's errors are OSErrors too
            return _not_sent(email_messages, problem)


def _not_sent(messages: Sequence[EmailMessage], problem: OSError) -> int:
    """The page that wanted to send goes on and, where it can, says that nothing went out; the log always does."""
    log.error("mail.not_sent", to=[message.to for message in messages], problem=str(problem))
    return 0
