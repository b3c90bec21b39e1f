from django.apps import AppConfig


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = "Reports"

    def ready(self) -> None:
        from reports import words  # noqa: F401 — registers the verbs
        from reports.documents import closing  # noqa: F401 — fills words, attaches files
        from reports.offering import offer_all
        from reports.periodic import tasks  # noqa: F401 — registers them

        offer_all()
