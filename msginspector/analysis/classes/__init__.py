"""What a message says by its class: appointments, tasks, contacts and the like, in words.

`dispatch.class_view` is the way in; a module for each family of classes. No Qt.
"""
