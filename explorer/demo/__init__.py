"""The demonstration: the story of one 784-16-16-10 network, judged, compiled, drawn and written down."""
