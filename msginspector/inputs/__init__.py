"""Other kinds of files made into messages: Internet mail (.eml) and TNEF (winmail.dat).

Each reader takes all bytes of its input, bounded in size, number and depth of parts, and gives a
`Made`: the layout of a new Outlook message, and sentences about everything that could not be
mapped or had to be repaired. Import the module you need; this one stays empty on purpose, because
a start of the program needs none of them.

* `kinds`: which kind an input, or an attachment, is;
* `eml`: `message_of_eml`, by the rules of [MS-OXCMAIL];
* `tnef`: `message_of_tnef`, by the rules of [MS-OXTNEF];
* `signed`: `signed_content`, what an S/MIME signature is around.
"""
