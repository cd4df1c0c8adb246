-- What the application may do with the tables of chat, and how state messages follow their subjects. Not breaking.
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
