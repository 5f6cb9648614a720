"""What a message that is signed, sealed, protected, a report or about sharing says, and why.

`seal.read_seal(row)` is the way in. Signatures are verified offline: that the bytes are those that
were signed, and by the key of the certificate that came along. Whom to trust is not looked at.
"""
