-- The list of data problems of a plan, in the order in which HR reads it: urgency, then age, then as they were found.
CREATE TABLE plan_problem (
  number INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  since INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  identity TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, urgency, since, ordinal)
) STRICT, WITHOUT ROWID;

-- Since when a problem is known that the last plan listed. Who is gone from the list is gone from here.
CREATE TABLE known_problem (
  identity TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  -- The last plan that listed it.
  plan_number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Mapped columns as the file's header writes them; null where every one is written as in the mapping.
ALTER TABLE snapshot ADD COLUMN headers TEXT;
