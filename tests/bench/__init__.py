"""`make bench`: how fast, on the embedded stack, with a floor beside each figure measured in the same run."""
