"""Tags to measures: shares with intervals, findings in words, and how threads went."""
