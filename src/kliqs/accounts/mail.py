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
        sent = super().send_messages(email_messages)
        for message in email_messages:
            log.warning("mail.kept_as_file", to=message.to, subject=message.subject, folder=self.file_path)
        return int(sent or 0)


class SmtpBackend(smtp.EmailBackend):
    """A server that is away does not break the page that wanted to send: the log says so, and the page goes on."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        try:
            return int(super().send_messages(email_messages) or 0)
        except OSError as problem:  # smtplib's errors are OSErrors too
            log.error("mail.not_sent", to=[message.to for message in email_messages], problem=str(problem))
            return 0
