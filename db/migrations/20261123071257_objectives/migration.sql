ALTER TABLE "protected_items" ADD COLUMN "protected_at" timestamp with time zone DEFAULT schedule_now() NOT NULL;--> statement-breakpoint
-- What is there already was protected when it was made, as far as is known; what was resumed since has points from then on.
UPDATE "protected_items" SET "protected_at" = "created_at";--> statement-breakpoint
CREATE INDEX "jobs_full_restores" ON "jobs" ("item_id","ended_at") WHERE operation = 'RESTORE' and status in ('COMPLETED', 'COMPLETED_WITH_WARNINGS') and plan -> 'selection' ->> 'kind' = 'ALL';