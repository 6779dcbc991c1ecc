"""Hand-coding: the files that a sample is given out in, and the page on which it is coded."""
