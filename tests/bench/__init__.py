"""Figures of the mock beside other servers and bare loops: `make bench`."""
