"""Pages, one module per audience; each view calls exactly one deed."""
