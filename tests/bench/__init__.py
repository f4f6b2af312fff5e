"""Figures of the mock and the suite beside other servers, bare loops and other tools: `make bench`."""
