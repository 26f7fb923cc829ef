"""The file of rows for other programs: descriptions for SPSS, R, REDCap, DDI and Frictionless, and a workbook."""
