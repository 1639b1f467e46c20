"""The intake: what is asked when treatment begins. An answer that is missing keeps its reason (standards R10)."""
