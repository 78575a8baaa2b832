-- Blank cells and different values of each mapped column of a snapshot (G9): what the next one is held against. Kept of the
-- accepted snapshot and of one that waits.
CREATE TABLE feed_statistics (
  snapshot_id INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;
