from django.apps import AppConfig
from django.db.backends.signals import connection_created


class ContractsConfig(AppConfig):
    name = "contracts"
    verbose_name = "Contracts and money"

    def ready(self) -> None:
        """Have the check of the record look at papers too; teach SQLite sums."""
        from contracts.papers import examining  # noqa: F401
        from contracts.quoting import examining as offers  # noqa: F401
        from contracts.revenue.shares import teach_sqlite

        connection_created.connect(teach_sqlite, dispatch_uid="contracts.revenue.shares")
