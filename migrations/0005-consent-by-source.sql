-- The source whose file an accepted finding was about; '' where there was one source only.
ALTER TABLE consent_finding ADD COLUMN source TEXT NOT NULL DEFAULT '';
