"""Ways out of the program: documents, files and copies made from what is open.

One module per format; new .msg files are laid out by `oxmsg/writer.py`. Nothing here writes over
a file that is open.
"""
