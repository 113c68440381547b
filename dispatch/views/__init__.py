"""Show pages, one package per audience. Each view that changes something calls exactly one deed."""
