from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        """Have the check of the record look at certificates too; register the task of many."""
        from certificates import examining, many  # noqa: F401
