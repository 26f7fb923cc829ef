"""Forms of the editor: what they are drawn with, what is typed into them, and rules as they are built."""
