-- Signed-in browsers that are over: what Django's clearsessions does, for a role that may not touch the table.

-- No session lives for more than twelve hours, so a row that shows one to its owner is dead after a day whatever it says.
CREATE OR REPLACE FUNCTION mdt_clear_sessions() RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
  DELETE FROM django_session WHERE expire_date < now();
  DELETE FROM agencies_staffsession WHERE started_at < now() - interval '1 day';
$$;
