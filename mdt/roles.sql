-- Owns the three database roles and the database. Run by psql as a superuser; may be run again at any time.
--
-- Passwords come from the environment of psql: MDT_OWNER_PASSWORD, MDT_WEB_PASSWORD, MDT_WORKER_PASSWORD.
-- MDT_OWNER_CREATEDB=1 lets the owner make databases; a trial and tests need that, production does not.
--
--   mdt_owner   owns the schema and migrates it
--   mdt_web     serves pages; owns nothing, passes by no row policy
--   mdt_worker  runs jobs; owns nothing, passes by no row policy

\set ON_ERROR_STOP on
\getenv owner_password MDT_OWNER_PASSWORD
\getenv web_password MDT_WEB_PASSWORD
\getenv worker_password MDT_WORKER_PASSWORD
\getenv owner_createdb MDT_OWNER_CREATEDB
\if :{?owner_createdb}
  \set createdb CREATEDB
\else
  \set createdb NOCREATEDB
\endif

SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY['mdt_owner', 'mdt_web', 'mdt_worker']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec

SET password_encryption = 'scram-sha-256';
ALTER ROLE mdt_owner LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS :createdb PASSWORD :'owner_password';
ALTER ROLE mdt_web LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS NOCREATEDB PASSWORD :'web_password';
ALTER ROLE mdt_worker LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOBYPASSRLS NOCREATEDB PASSWORD :'worker_password';

-- However the server is set: its log holds no statement, no parameter and no value of a survivor, and no connection sees
-- in pg_stat_activity what another one asks. Only a superuser can change these. And what is told to be committed is written
-- down: a look that was shown stays on record when the server dies at that moment.
SELECT format('ALTER ROLE %I SET %s', name, setting)
  FROM unnest(ARRAY['mdt_owner', 'mdt_web', 'mdt_worker']) AS name,
       unnest(ARRAY['log_statement = none', 'log_min_error_statement = panic', 'log_min_duration_statement = -1',
                    'log_parameter_max_length_on_error = 0', 'log_error_verbosity = terse', 'track_activities = off',
                    'synchronous_commit = on']) AS setting
\gexec

-- However the server was made: letters of every language, in an order that is the same everywhere.
SELECT 'CREATE DATABASE mdt OWNER mdt_owner TEMPLATE template0 ENCODING ''UTF8'''
       || CASE WHEN current_setting('server_version_num')::int < 170000 THEN ' LOCALE ''C.UTF-8'''
               ELSE ' LOCALE ''C'' LOCALE_PROVIDER builtin BUILTIN_LOCALE ''C.UTF-8''' END
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'mdt') \gexec

-- Nobody reaches the database, makes temporary tables in it or adds to its schema without a right of their own.
REVOKE ALL ON DATABASE mdt FROM PUBLIC;
GRANT CONNECT ON DATABASE mdt TO mdt_web, mdt_worker;
\connect mdt
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO mdt_web, mdt_worker;
