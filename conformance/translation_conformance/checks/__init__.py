"""The checks: one folder for each API, one module for each heading of its page, under the heading's slug."""
