-- What the migrations add up to. Written by the test with UPDATE_SCHEMA=1; never edited.

CREATE TABLE announcement (
  worker_id TEXT PRIMARY KEY,
  ends_at INTEGER NOT NULL,
  first_snapshot_id INTEGER NOT NULL,
  first_seen_at INTEGER NOT NULL,
  firm_at INTEGER,
  firm_by TEXT,
  -- New, or moved to an earlier end, in that snapshot: what G20 counts.
  counted INTEGER NOT NULL CHECK (counted IN (0, 1)),
  -- Came with too many others at once: only a person makes it firm.
  held INTEGER NOT NULL DEFAULT 0 CHECK (held IN (0, 1))
, source TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE announcement_taken_back (
  worker_id TEXT PRIMARY KEY,
  snapshot_id INTEGER NOT NULL
, source TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE TABLE binding (
  worker_id TEXT PRIMARY KEY,
  okta_id TEXT NOT NULL UNIQUE,
  made_by TEXT NOT NULL CHECK (made_by IN ('created', 'adopted', 'converted')),
  made_at INTEGER NOT NULL,
  evidence TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE claim (
  worker_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('previous', 'person')),
  value TEXT NOT NULL,
  PRIMARY KEY (worker_id, kind, value)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_by_value ON claim (kind, value);

CREATE TABLE claim_refused (
  previous_id TEXT NOT NULL,
  worker_id TEXT NOT NULL,
  person TEXT NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (previous_id, worker_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX claim_refused_by_worker ON claim_refused (worker_id);

CREATE TABLE consent (
  consent_id INTEGER PRIMARY KEY,
  plan_number INTEGER NOT NULL,
  plan_hash TEXT NOT NULL,
  decision TEXT NOT NULL CHECK (decision IN ('approve', 'reject')),
  -- About all of the plan as it was shown, and so about the set-up that it was made by.
  whole INTEGER NOT NULL CHECK (whole IN (0, 1)),
  person TEXT NOT NULL,
  reason TEXT,
  given_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE TABLE consent_finding (
  consent_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  guardrail TEXT NOT NULL,
  measured REAL, source TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (consent_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE consent_operation (
  consent_id INTEGER NOT NULL,
  operation_id TEXT NOT NULL,
  PRIMARY KEY (consent_id, operation_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX consent_operation_by_id ON consent_operation (operation_id);

CREATE TABLE conversion (
  previous_id TEXT PRIMARY KEY,
  worker_id TEXT NOT NULL UNIQUE,
  converted_at INTEGER NOT NULL,
  made_by TEXT NOT NULL CHECK (made_by IN ('created', 'adopted', 'converted')),
  made_at INTEGER NOT NULL,
  evidence TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE cut_request (
  worker_id TEXT PRIMARY KEY,
  at INTEGER NOT NULL,
  person TEXT NOT NULL,
  reason TEXT,
  even_protected INTEGER NOT NULL CHECK (even_protected IN (0, 1)),
  requested_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE ended_access (
  worker_id TEXT PRIMARY KEY,
  suspended_at INTEGER,
  deactivated_at INTEGER,
  -- The suspension, or the deactivation where none came before: the grace counts from here.
  ended_at INTEGER NOT NULL,
  -- The suspension was for a leave, not for leaving.
  for_leave INTEGER NOT NULL DEFAULT 0 CHECK (for_leave IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE TABLE feed_cells (
  row_id INTEGER PRIMARY KEY,
  file_row INTEGER NOT NULL,
  cells TEXT NOT NULL
, read_in INTEGER) STRICT;

CREATE TABLE feed_row (
  row_id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  key TEXT NOT NULL,
  hash TEXT NOT NULL,
  until INTEGER
) STRICT;

CREATE INDEX feed_row_by_key ON feed_row (key, source);

CREATE INDEX feed_row_ended ON feed_row (until) WHERE until IS NOT NULL;

CREATE TABLE feed_statistics (
  snapshot_id INTEGER PRIMARY KEY,
  body TEXT NOT NULL
) STRICT;

CREATE TRIGGER journal_is_append_only_delete BEFORE DELETE ON journal
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TRIGGER journal_is_append_only_update BEFORE UPDATE ON journal
BEGIN
  SELECT RAISE(ABORT, 'the journal is append-only');
END;

CREATE TABLE journal (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  kind TEXT NOT NULL,
  run_id INTEGER,
  lease_epoch INTEGER,
  plan_hash TEXT,
  operation_id TEXT,
  operation_kind TEXT,
  attempt INTEGER,
  outcome TEXT CHECK (outcome IN ('done', 'failed', 'conflicted', 'in-doubt', 'cancelled')),
  request_id TEXT,
  -- The intent that an outcome belongs to.
  intent_seq INTEGER,
  digest TEXT NOT NULL,
  previous_hash TEXT NOT NULL,
  hash TEXT NOT NULL UNIQUE
) STRICT;

CREATE INDEX journal_by_intent ON journal (intent_seq) WHERE intent_seq IS NOT NULL;

CREATE INDEX journal_by_operation ON journal (operation_id) WHERE operation_id IS NOT NULL;

CREATE INDEX journal_by_run ON journal (run_id) WHERE operation_id IS NOT NULL;

CREATE INDEX journal_of_ended_access ON journal (at)
  WHERE outcome = 'done' AND operation_kind IN ('disable', 'deactivate');

CREATE TABLE journal_payload (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq),
  worker_id TEXT,
  okta_id TEXT,
  key TEXT NOT NULL,
  body TEXT NOT NULL
) STRICT;

CREATE INDEX journal_payload_by_worker ON journal_payload (worker_id) WHERE worker_id IS NOT NULL;

CREATE TABLE known_problem (
  identity TEXT PRIMARY KEY,
  since INTEGER NOT NULL,
  -- The last plan that listed it.
  plan_number INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE lease (
  name TEXT PRIMARY KEY CHECK (name IN ('daemon', 'run')),
  owner TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  acquired_at INTEGER NOT NULL,
  heartbeat_at INTEGER NOT NULL,
  held INTEGER NOT NULL CHECK (held IN (0, 1))
) STRICT;

CREATE TABLE login_claim (
  login_key TEXT PRIMARY KEY,
  login TEXT NOT NULL,
  worker_id TEXT NOT NULL,
  claimed_at INTEGER NOT NULL,
  released_at INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX login_claim_by_worker ON login_claim (worker_id);

CREATE TABLE migration (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT;

CREATE TABLE mirror_admin (
  okta_id TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('user', 'group')),
  PRIMARY KEY (okta_id, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE mirror_group (
  okta_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  last_membership_updated INTEGER NOT NULL,
  members_read_at INTEGER
, admin INTEGER NOT NULL DEFAULT 0, pass INTEGER NOT NULL DEFAULT 0, members_counted INTEGER, members_offset INTEGER, members_whole_at INTEGER) STRICT, WITHOUT ROWID;

CREATE INDEX mirror_group_by_name ON mirror_group (name);

CREATE TABLE mirror_key (
  attribute TEXT NOT NULL,
  value TEXT NOT NULL,
  user_no INTEGER NOT NULL,
  PRIMARY KEY (attribute, value, user_no)
) STRICT, WITHOUT ROWID;

CREATE INDEX mirror_key_by_user ON mirror_key (user_no);

CREATE TABLE mirror_member (
  group_id TEXT NOT NULL,
  okta_id TEXT NOT NULL,
  PRIMARY KEY (group_id, okta_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX mirror_member_by_user ON mirror_member (okta_id);

CREATE TABLE mirror_profile (
  user_no INTEGER PRIMARY KEY,
  login TEXT NOT NULL,
  email TEXT,
  type_id TEXT NOT NULL,
  provider TEXT NOT NULL,
  last_login INTEGER,
  last_updated INTEGER NOT NULL,
  attributes TEXT NOT NULL
, realm_id TEXT) STRICT;

CREATE TABLE mirror_rule (
  rule_id TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  active INTEGER NOT NULL,
  groups TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE mirror_state (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  attributes TEXT NOT NULL,
  -- The attributes that `mirror_key` holds of every account.
  key_attributes TEXT NOT NULL,
  full_pass_at INTEGER,
  cursor INTEGER,
  watermark INTEGER,
  users INTEGER NOT NULL,
  groups INTEGER NOT NULL,
  canary TEXT,
  rules_at INTEGER,
  schema_fingerprint TEXT,
  writable_attributes TEXT
, administrators_at INTEGER, rules_fault TEXT, administrators_fault TEXT, groups_at INTEGER, groups_cursor INTEGER) STRICT;

CREATE TABLE mirror_user (
  user_no INTEGER PRIMARY KEY,
  okta_id TEXT NOT NULL UNIQUE,
  status TEXT NOT NULL,
  login_key TEXT NOT NULL,
  fingerprint TEXT NOT NULL,
  pass INTEGER NOT NULL
) STRICT;

CREATE INDEX mirror_user_by_login ON mirror_user (login_key);

CREATE TABLE open_intent (
  seq INTEGER PRIMARY KEY REFERENCES journal (seq)
) STRICT;

CREATE TABLE organisation (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  okta_org_id TEXT NOT NULL,
  org_url TEXT NOT NULL,
  bound_at INTEGER NOT NULL
) STRICT;

CREATE TABLE owed (
  operation_id TEXT PRIMARY KEY,
  operation TEXT NOT NULL,
  plan_hash TEXT NOT NULL,
  since INTEGER NOT NULL
) STRICT;

CREATE TABLE pause (
  worker_id TEXT PRIMARY KEY,
  person TEXT NOT NULL,
  reason TEXT,
  since INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE plan (
  number INTEGER PRIMARY KEY,
  status TEXT NOT NULL
    CHECK (status IN ('building', 'open', 'superseded', 'approved', 'rejected', 'applied', 'expired', 'what-if')),
  hash TEXT,
  operations_digest TEXT,
  header TEXT,
  envelope TEXT,
  made_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  -- Carrying it out has begun: a later run makes a plan of its own.
  begun_at INTEGER,
  -- The snapshot that it is made from while that one waits for a person's word; null for every other plan.
  candidate_snapshot_id INTEGER
) STRICT;

CREATE TABLE plan_block (
  number INTEGER NOT NULL,
  seq INTEGER NOT NULL,
  lines INTEGER NOT NULL,
  -- The lines' provenance in the same order.
  places TEXT NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (number, seq)
) STRICT;

CREATE TABLE plan_problem (
  number INTEGER NOT NULL,
  urgency INTEGER NOT NULL,
  since INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  identity TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (number, urgency, since, ordinal)
) STRICT, WITHOUT ROWID;

CREATE TABLE row_problem (
  row_id INTEGER NOT NULL,
  ordinal INTEGER NOT NULL,
  -- '' for a row without a usable id.
  worker_id TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (row_id, ordinal)
) STRICT, WITHOUT ROWID;

CREATE INDEX row_problem_by_worker ON row_problem (worker_id, row_id, ordinal);

CREATE TABLE run (
  run_id INTEGER PRIMARY KEY,
  trigger TEXT NOT NULL,
  as_of INTEGER NOT NULL,
  version TEXT NOT NULL,
  config_fingerprint TEXT NOT NULL,
  mapping_fingerprint TEXT NOT NULL,
  schema_fingerprint TEXT,
  phase TEXT NOT NULL,
  outcome TEXT CHECK (outcome IN ('planned', 'looked', 'applied', 'yielded', 'refused', 'failed')),
  error_code TEXT,
  plan_number INTEGER,
  started_at INTEGER NOT NULL,
  ended_at INTEGER
) STRICT;

CREATE TABLE snapshot (
  snapshot_id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('reading', 'settling', 'accepted', 'candidate', 'chosen', 'rejected', 'replaced')),
  file TEXT NOT NULL,
  bytes INTEGER NOT NULL,
  modified_at INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  basis TEXT NOT NULL,
  first_row_id INTEGER NOT NULL,
  rows INTEGER NOT NULL,
  rows_digest TEXT NOT NULL,
  put_aside INTEGER NOT NULL,
  positions TEXT,
  letters TEXT NOT NULL,
  read_at INTEGER NOT NULL,
  decided_at INTEGER,
  findings TEXT NOT NULL
, headers TEXT, sequence INTEGER, whole INTEGER NOT NULL DEFAULT 1 CHECK (whole IN (0, 1)), first_read_at INTEGER NOT NULL DEFAULT 0) STRICT;

CREATE INDEX snapshot_by_source ON snapshot (source, snapshot_id);

CREATE TABLE source (
  name TEXT PRIMARY KEY,
  home INTEGER NOT NULL CHECK (home IN (0, 1)),
  -- Since when it is not configured any more; null while it is.
  removed_at INTEGER
) STRICT, WITHOUT ROWID;

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

CREATE TABLE worker (
  worker_id TEXT PRIMARY KEY,
  worker_no INTEGER NOT NULL,
  -- present: in the newest accepted snapshot; put-aside: there, but unusable; missing: not there any more.
  standing TEXT NOT NULL CHECK (standing IN ('present', 'put-aside', 'missing')),
  state TEXT NOT NULL,
  valid_until INTEGER,
  fingerprint TEXT NOT NULL,
  user_no INTEGER,
  settled_fingerprint TEXT,
  settled_observed TEXT
) STRICT, WITHOUT ROWID;

CREATE INDEX worker_aside ON worker (standing) WHERE standing <> 'present';

CREATE INDEX worker_by_boundary ON worker (valid_until) WHERE valid_until IS NOT NULL;

CREATE TABLE worker_basis (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  basis TEXT NOT NULL
) STRICT;

CREATE TABLE worker_detail (
  worker_no INTEGER PRIMARY KEY,
  worker_id TEXT NOT NULL,
  snapshot_id INTEGER NOT NULL,
  name TEXT NOT NULL,
  in_scope INTEGER NOT NULL,
  since INTEGER,
  worked_out_at INTEGER NOT NULL,
  record TEXT NOT NULL
) STRICT;

CREATE TABLE worker_standing (
  worker_id TEXT NOT NULL,
  source TEXT NOT NULL,
  standing TEXT NOT NULL CHECK (standing IN ('put-aside', 'missing')),
  -- When the snapshot was read that first said so.
  since INTEGER NOT NULL,
  PRIMARY KEY (worker_id, source)
) STRICT, WITHOUT ROWID;

CREATE INDEX worker_standing_by_source ON worker_standing (source, standing, worker_id);
