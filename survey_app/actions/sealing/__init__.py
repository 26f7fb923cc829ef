"""Sealing: the keys of epochs, and the mixing of responses, so that nothing tells who sent which response."""
