"""From a workbook to the document of a draft, with a note about everything that could not be taken as it was."""
