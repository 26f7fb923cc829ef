-- Once, on the primary: sudo -u postgres psql -f roles.sql. Change both passwords.
CREATE ROLE survey LOGIN PASSWORD 'CHANGE-THIS';
CREATE ROLE survey_replication LOGIN REPLICATION PASSWORD 'CHANGE-THIS-TOO';
CREATE DATABASE survey OWNER survey;
-- The standby keeps its place while it is away.
SELECT pg_create_physical_replication_slot('survey_standby');

-- The survey itself sets limits on how long a transaction may take: see survey_app/store/database/limits.py.
