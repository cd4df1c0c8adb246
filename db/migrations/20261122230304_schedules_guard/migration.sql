-- What became of due runs is append-only (law 14). Not breaking.
GRANT SELECT, INSERT ON scheduled_runs TO holdfast_app;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE scheduled_runs_seq_seq TO holdfast_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON item_schedules TO holdfast_app;
--> statement-breakpoint
-- The one clock of schedules. A simulation of days replaces it; nothing else does.
CREATE FUNCTION schedule_now() RETURNS timestamptz LANGUAGE sql STABLE AS $$ SELECT now() $$;
