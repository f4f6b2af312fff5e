"""Helpers of the tests of the mock: a caller that validates every answer against the served contract."""
