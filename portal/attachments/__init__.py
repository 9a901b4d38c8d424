"""Files that belong to an edition: which are fit to be given to readers, judged by their bytes, and where they lie."""
