"""The form that makes an account: all of the account or nothing, whoever asks for the same address at that moment."""

from allauth.account import forms
from allauth.account.models import EmailAddress
from django.db import IntegrityError, transaction
from django.http import HttpRequest, HttpResponse

from kliqs.accounts.models import User


class SignupForm(forms.SignupForm):
    def try_save(self, request: HttpRequest) -> tuple[User | None, HttpResponse | None]:
        """The person with address and workspace. Who comes second is answered like anybody whose address is taken."""
        try:
            with transaction.atomic():
                return super().try_save(request)  # type: ignore[no-any-return]
        except IntegrityError:
            if not EmailAddress.objects.filter(email=self.cleaned_data["email"]).exists():
                raise
            self.account_already_exists = True
            return super().try_save(request)  # type: ignore[no-any-return]
