"""Picture files: taken apart before they are decoded, decoded, planted with text, written."""
