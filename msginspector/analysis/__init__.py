"""What can be asked of a message beyond its listing: search, meanings, comparisons. No Qt."""
