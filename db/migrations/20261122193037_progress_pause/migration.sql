-- Edits that only show progress come soon after one another at first, when people look, and ever less often. Not breaking.
CREATE FUNCTION progress_pause(renders integer) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT make_interval(secs => least(10, greatest(2, renders)))
$$;
--> statement-breakpoint
-- Law 9: a change that should be seen is due at once; one that only shows progress waits for its pause after the last send.
CREATE OR REPLACE FUNCTION want_job_message() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE outbox SET
    wanted = wanted + 1,
    final = NEW.ended_at IS NOT NULL,
    urgent = urgent OR NEW.status IS DISTINCT FROM OLD.status OR NEW.attempt <> OLD.attempt,
    due_at = CASE
      WHEN NEW.status IS DISTINCT FROM OLD.status OR NEW.attempt <> OLD.attempt THEN least(due_at, now())
      WHEN sent < wanted THEN due_at
      ELSE greatest(now(), coalesce(sent_at, now()) + progress_pause(renders))
    END
    WHERE kind = 'JOB' AND job_id = NEW.id AND state = 'OPEN';
  RETURN NULL;
END $$;
