-- Every source that was ever configured. Stored records leave out the name of the one that is `home`.
CREATE TABLE source (
  name TEXT PRIMARY KEY,
  home INTEGER NOT NULL CHECK (home IN (0, 1)),
  -- Since when it is not configured any more; null while it is.
  removed_at INTEGER
) STRICT, WITHOUT ROWID;

-- Whoever does not simply stand in a source's newest accepted snapshot; `worker` has the standing that counts.
CREATE TABLE worker_standing (
  worker_id TEXT NOT NULL,
  source TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('put-aside', 'missing')),
  -- When the snapshot was read that first said so.
  since INTEGER NOT NULL,
  PRIMARY KEY (worker_id, source)
) STRICT, WITHOUT ROWID;

CREATE INDEX worker_standing_by_source ON worker_standing (source, standing, worker_id);

-- Everything that is known so far came from one source.
INSERT INTO source (name, home)
  SELECT source, 1 FROM snapshot WHERE status IN ('accepted', 'settling', 'chosen') ORDER BY snapshot_id DESC LIMIT 1;

INSERT INTO worker_standing (worker_id, source, standing, since)
  SELECT worker.worker_id, source.name, worker.standing,
         coalesce((SELECT max(read_at) FROM snapshot
                   WHERE snapshot.source = source.name AND status IN ('accepted', 'settling')), 0)
  FROM worker, source WHERE worker.standing <> 'present';

-- The source whose period gives the end: only that one's next snapshot repeats it.
ALTER TABLE announcement ADD COLUMN source TEXT NOT NULL DEFAULT '';
UPDATE announcement SET source = coalesce((SELECT name FROM source), '');

ALTER TABLE announcement_taken_back ADD COLUMN source TEXT NOT NULL DEFAULT '';
UPDATE announcement_taken_back SET source = coalesce((SELECT name FROM source), '');
