from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    name = "certificates"
    verbose_name = "Certificates"

    def ready(self) -> None:
        """Have the check of the record look at certificates too; register tasks."""
        from certificates import examining, foreseeing, many  # noqa: F401
        from certificates.archive import examining as archives  # noqa: F401
        from certificates.ending import examining as lives  # noqa: F401
        from certificates.foreign import examining as foreign  # noqa: F401
        from certificates.letters import examining as letters  # noqa: F401
        from certificates.signing import examining as keys  # noqa: F401
        from certificates.stickers import examining as stickers  # noqa: F401
