"""Figures of many units added up: a tree of units, or an emulation block in its year."""
