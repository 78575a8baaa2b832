-- Groups are read by change, and what protects is read and dated apart from what fills groups.
ALTER TABLE mirror_group ADD COLUMN admin INTEGER NOT NULL DEFAULT 0;
-- The number of the look at groups that last showed it.
ALTER TABLE mirror_group ADD COLUMN pass INTEGER NOT NULL DEFAULT 0;
-- How many members Okta counted at the last listing; null where it did not say.
ALTER TABLE mirror_group ADD COLUMN members_counted INTEGER;
-- By how many Okta's own count of members differed from the members it listed, when all of them were last read.
ALTER TABLE mirror_group ADD COLUMN members_offset INTEGER;
-- When all members were last read, by Okta's clock; `members_read_at` moves with what the System Log tells, too.
ALTER TABLE mirror_group ADD COLUMN members_whole_at INTEGER;
UPDATE mirror_group SET admin = 1 WHERE okta_id IN (SELECT okta_id FROM mirror_admin WHERE kind = 'group');
UPDATE mirror_group SET members_whole_at = members_read_at;
DELETE FROM mirror_admin WHERE kind = 'group';

ALTER TABLE mirror_profile ADD COLUMN realm_id TEXT;

ALTER TABLE mirror_state RENAME COLUMN references_at TO rules_at;
ALTER TABLE mirror_state ADD COLUMN administrators_at INTEGER;
-- Why they could not be read at the last try; null when they could.
ALTER TABLE mirror_state ADD COLUMN rules_fault TEXT;
ALTER TABLE mirror_state ADD COLUMN administrators_fault TEXT;
-- When all groups were last listed, and Okta's time at the start of the last look at those that changed.
ALTER TABLE mirror_state ADD COLUMN groups_at INTEGER;
ALTER TABLE mirror_state ADD COLUMN groups_cursor INTEGER;
UPDATE mirror_state SET administrators_at = rules_at;
-- Accounts are fingerprinted with their type and realm from here on: everybody is read once more.
UPDATE mirror_state SET full_pass_at = NULL;

-- Suspended accounts whose profile another system owns, which may undo it: to be looked at again.
CREATE TABLE source_watch (
  okta_id TEXT PRIMARY KEY,
  worker_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  -- The end of access that it was suspended for.
  due TEXT NOT NULL,
  suspended_at INTEGER NOT NULL,
  -- How often for this end.
  suspensions INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  next_look_at INTEGER
) STRICT, WITHOUT ROWID;
