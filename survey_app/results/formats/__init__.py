"""The file of rows for other programs: what describes it to SPSS, R, REDCap, DDI, Frictionless, and a workbook."""
