-- Files that follow each other: a snapshot's number among them, and whether it lists everybody.
ALTER TABLE snapshot ADD COLUMN sequence INTEGER;
ALTER TABLE snapshot ADD COLUMN whole INTEGER NOT NULL DEFAULT 1 CHECK (whole IN (0, 1));
-- The snapshot in which a row came, where it is not the one that stored it.
ALTER TABLE feed_cells ADD COLUMN read_in INTEGER;
