-- The laws that a table can hold (DESIGN 3), beside those that its constraints already do. Not breaking.

-- Law 14: the application works as holdfast_app, which owns nothing. The embedded store makes it with a login before this runs.
DO $$ BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'holdfast_app') THEN CREATE ROLE holdfast_app NOLOGIN; END IF;
END $$;
--> statement-breakpoint
-- From PostgreSQL 16 on, making a role no longer brings the right to become it.
DO $$ DECLARE
  may_become text := CASE WHEN current_setting('server_version_num')::int >= 160000 THEN 'SET' ELSE 'MEMBER' END;
BEGIN
  IF NOT pg_has_role(current_user, 'holdfast_app', may_become) THEN EXECUTE format('GRANT holdfast_app TO %I', current_user); END IF;
END $$;
--> statement-breakpoint
REVOKE CREATE ON SCHEMA public FROM PUBLIC;
--> statement-breakpoint
GRANT USAGE ON SCHEMA public TO holdfast_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON
  alerts, api_tokens, idempotency_keys, job_attempts, job_tasks, jobs, policies, principals, protected_items,
  recovery_points, recovery_point_tiers, replaced_data, repositories, sites, slack_identities, vaults, workers
  TO holdfast_app;
--> statement-breakpoint
GRANT DELETE ON idempotency_keys, slack_identities TO holdfast_app;
--> statement-breakpoint
-- Append-only means it: nothing that was said can be changed or taken back, and the parts of a point never change.
GRANT SELECT, INSERT ON audit_log, job_events, recovery_point_parts TO holdfast_app;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE audit_log_seq_seq, job_events_seq_seq TO holdfast_app;
--> statement-breakpoint
-- Law 1: a point of several parts exists whole or not at all.
CREATE FUNCTION recovery_point_is_whole() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (SELECT count(*) FROM recovery_point_parts WHERE point_id = NEW.id) <> NEW.part_count THEN
    RAISE EXCEPTION 'recovery point % lacks parts', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'recovery_point_is_whole';
  END IF;
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER recovery_point_is_whole AFTER INSERT ON recovery_points
  DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION recovery_point_is_whole();
--> statement-breakpoint
-- Law 2: a fencing number never goes back, and an ended job never changes.
CREATE FUNCTION job_is_fenced() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.attempt < OLD.attempt THEN
    RAISE EXCEPTION 'job %: attempt % is past', NEW.id, NEW.attempt USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_attempt_rises';
  END IF;
  IF OLD.ended_at IS NOT NULL THEN
    RAISE EXCEPTION 'job % has ended', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'jobs_ended_stays';
  END IF;
  NEW.version := OLD.version + 1;
  RETURN NEW;
END $$;
--> statement-breakpoint
CREATE TRIGGER job_is_fenced BEFORE UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION job_is_fenced();
--> statement-breakpoint
-- Live views hear of every change, also of one that a service forgot to tell of.
CREATE FUNCTION tell_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('holdfast_changes', json_build_object('table', TG_TABLE_NAME, 'id', NEW.id, 'version', NEW.version)::text);
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION tell_change();
--> statement-breakpoint
CREATE TRIGGER tell_change AFTER INSERT OR UPDATE ON alerts FOR EACH ROW EXECUTE FUNCTION tell_change();
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON channels, outbox, subscriptions TO holdfast_app;
--> statement-breakpoint
GRANT DELETE ON subscriptions TO holdfast_app;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE outbox_seq_seq TO holdfast_app;
--> statement-breakpoint
-- Law 9: a change that should be seen is due at once; one that only shows progress waits until ten seconds after the last send.
CREATE FUNCTION want_job_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE outbox SET
    wanted = wanted + 1,
    final = NEW.ended_at IS NOT NULL,
    urgent = urgent OR NEW.status IS DISTINCT FROM OLD.status OR NEW.attempt <> OLD.attempt,
    due_at = CASE
      WHEN NEW.status IS DISTINCT FROM OLD.status OR NEW.attempt <> OLD.attempt THEN least(due_at, now())
      WHEN sent < wanted THEN due_at
      ELSE greatest(now(), coalesce(sent_at, now()) + interval '10 seconds')
    END
    WHERE kind = 'JOB' AND job_id = NEW.id AND state = 'OPEN';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER want_job_message AFTER UPDATE ON jobs FOR EACH ROW EXECUTE FUNCTION want_job_message();
--> statement-breakpoint
CREATE FUNCTION want_alert_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE outbox SET wanted = wanted + 1, urgent = true, final = NEW.condition = 'RESOLVED', due_at = least(due_at, now())
    WHERE kind = 'ALERT' AND alert_id = NEW.id AND state = 'OPEN';
  RETURN NULL;
END $$;
--> statement-breakpoint
CREATE TRIGGER want_alert_message AFTER UPDATE ON alerts FOR EACH ROW EXECUTE FUNCTION want_alert_message();
