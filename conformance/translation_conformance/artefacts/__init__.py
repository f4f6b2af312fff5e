"""The files of a report. Each is made from the document that `report.json` holds, in which no secret is left."""
