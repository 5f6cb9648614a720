"""What an attachment is: names, bytes, type, danger, OLE objects; each fact with its source.

[MS-OXCMSG] 2.2.2 and [MS-OXOCNTC]. Nothing here writes a file or shows anything.
"""
