from django.apps import AppConfig


class CalibrationConfig(AppConfig):
    name = "calibration"
    verbose_name = "Procedures and jobs"

    def ready(self) -> None:
        """Have the check of the record look at the files of worksheets too."""
        from calibration import examining  # noqa: F401
