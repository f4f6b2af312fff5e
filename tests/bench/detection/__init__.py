"""How well lines of text are found in pictures: made-up ones of six classes, photographs, scanned pages."""
