-- When a file was read; `read_at` moves when the same bytes are delivered again.
ALTER TABLE snapshot ADD COLUMN first_read_at INTEGER NOT NULL DEFAULT 0;
UPDATE snapshot SET first_read_at = coalesce(decided_at, read_at);
