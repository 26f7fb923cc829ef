"""What a page says about each problem, in its reader's language, with a remedy that this reader has.

One module for each noun, beside those of `survey_app/problems/`. Whoever reads a page cannot run a command. So it
names a button, or whom to ask.
"""
