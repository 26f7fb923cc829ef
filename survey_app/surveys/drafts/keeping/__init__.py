"""What a draft keeps of what was published before."""
