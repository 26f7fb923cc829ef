"""Paper: posters, flyers, letters, slides and slips as PDF. Plain values in, bytes out."""
