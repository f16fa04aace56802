"""The audit log is sealed: whoever owns the database can change it, but not without being found out.

An event is stamped when it is written (`digests.stamp_of`), sealed once its transaction is over (`sealer`), and how far
the log is sealed is written down elsewhere (`checkpoints`). `verify` reads it all again and names what is not as it was.
"""
