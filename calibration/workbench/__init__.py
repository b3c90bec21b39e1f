"""The budget workbench: the typed form, the measurement it says, its evaluation as shown."""
