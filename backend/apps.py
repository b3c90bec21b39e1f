from django.apps import AppConfig


class BackendConfig(AppConfig):
    name = "backend"
    verbose_name = "Shell"

    def ready(self) -> None:
        from backend import works

        works.load()
