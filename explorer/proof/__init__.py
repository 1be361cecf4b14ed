"""The judge: terms, lowering from SymPy, canonical form, oracle, witness, certificate and its checker."""
