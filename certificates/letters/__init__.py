"""Letters to customers about the end of a certificate: written with the change, sent by a task."""
