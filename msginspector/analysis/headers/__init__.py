"""What the Internet headers of a message say: fields, hops, authentication, labels.

Everything is stated by whoever wrote the headers; nothing is verified and nothing looked up.
"""
