"""The digital calibration certificate (DCC): written from a statement, read from others."""
