"""What a page says of each problem, in the language of its reader, with a remedy that this reader has.

One module for each noun, beside those of `survey_app/problems/`. Whoever reads a page cannot run a command: it names a
button, or whom to ask.
"""
