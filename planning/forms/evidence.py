"""A file that shows what an entry says."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

ACCEPTED = ".pdf,.jpg,.jpeg,.png,.webp,.heic,.xlsx,.docx"


class EvidenceForm(forms.Form):
    """One file."""

    file = forms.FileField(
        label=_("Tệp minh chứng"),
        help_text=_("PDF, ảnh, xlsx hoặc docx, đến 20 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
    )

    def content(self, most: int) -> tuple[str, bytes]:
        """The name and what is inside; one byte more than `most` is read, so that it is seen."""
        file: Any = self.cleaned_data["file"]
        return file.name, file.read(most + 1)
