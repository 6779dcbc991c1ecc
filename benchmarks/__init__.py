"""Speed, memory and accuracy, measured; each module prints its table."""
