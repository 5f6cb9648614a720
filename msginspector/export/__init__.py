"""Ways out of the program: documents, files and copies made from what is open.

One module per format; `writer.py` is the one door to extract-msg, whose compound file writer
makes every new .msg. Nothing here writes over a file that is open.
"""
