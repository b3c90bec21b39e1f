"""Strangers' files are opened in processes of their own: what one costs is bounded, whatever it is.

A reader is a plain function of a module that imports nothing heavy: it takes the bytes, gives
back what JSON can say, or raises `child.Refused` with a word. `running.read_apart` runs it.
"""
