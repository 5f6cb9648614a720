"""Rich Text Format as it lies in messages ([MSFT-RTF] 1.9.1, [MS-OXRTFEX]).

`head.read_head` says what a document is and in which code page, `unwrap.unwrap` gives the HTML or
text it encapsulates, or the text of any RTF, `render.to_html` shows plain RTF as HTML. All of them
read once from the beginning to the end, without recursion; damaged RTF gives what can be read.
"""
