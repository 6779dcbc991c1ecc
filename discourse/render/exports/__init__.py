"""The report and the thread in other tools' formats: Markdown, LaTeX, Word, ConvoKit, GraphML."""
