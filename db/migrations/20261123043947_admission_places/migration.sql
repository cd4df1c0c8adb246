ALTER TABLE "jobs" ADD COLUMN "paused_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "released_at" timestamp with time zone;--> statement-breakpoint
CREATE INDEX "jobs_released" ON "jobs" ("site_id") WHERE released_at is not null;