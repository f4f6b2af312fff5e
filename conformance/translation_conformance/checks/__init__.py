"""The checks: one folder for each API, one module for each heading of its page, under the heading's slug.

A further check is a row in `CHECKS` of its heading's module: a name that says the fact, a probe, and a judge that cites
requirement ids. Probes that several headings share stand in `_probes.py`, what the API's answers look like in
`_answers.py`; looks that fit any API are in `translation_conformance.look`. Equal requests are sent once per run, so a
further check over a known probe costs nothing.
"""
