"""Measures to what people read: terminal, HTML, tables, other tools' formats."""
