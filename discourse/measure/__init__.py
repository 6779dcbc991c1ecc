"""Tags to measures: shares, corrected shares, agreement, validation, comparisons, findings, and how threads went."""
