"""What the two services do, without HTTP: no statuses, no clock, no shared randomness, no I/O but package data."""
