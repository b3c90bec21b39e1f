"""The science in pure Python: units, readings, uncertainty, stating, conformity."""
