-- Whose account another worker id says is its own: ids that are named, and digests of what stands for the same person.
CREATE TABLE claim (
  worker_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('previous', 'person')),
  value TEXT NOT NULL,
  PRIMARY KEY (worker_id, kind, value)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_value ON claim (kind, value);

-- A person's word that two ids stand for two people, until HR says something else of one of them.
CREATE TABLE claim_refused (
  previous_id TEXT NOT NULL,
  worker_id TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (previous_id, worker_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_refused_by_worker ON claim_refused (worker_id);

-- Worker ids that go on as another one, each with the binding that it had before.
CREATE TABLE conversion (
  previous_id TEXT PRIMARY KEY,
  worker_id TEXT NOT NULL UNIQUE,
  converted_at INTEGER NOT NULL,
  made_by TEXT NOT NULL CHECK (made_by IN ('created', 'adopted', 'converted')),
  made_at INTEGER NOT NULL,
  evidence TEXT NOT NULL
) STRICT, WITHOUT ROWID;
