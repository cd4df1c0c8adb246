CREATE TYPE "run_outcome" AS ENUM('QUEUED', 'JOINED', 'OVERLAPPED', 'MISSED', 'SUPERSEDED', 'STOPPED', 'UNUSABLE');--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'BACKUP_MISSED';--> statement-breakpoint
CREATE TABLE "item_schedules" (
	"item_id" text,
	"rule_key" text,
	"next_run_at" timestamp with time zone,
	"late_at" timestamp with time zone,
	"planned_at" timestamp with time zone NOT NULL,
	"is_late_told" boolean DEFAULT false NOT NULL,
	CONSTRAINT "item_schedules_pkey" PRIMARY KEY("item_id","rule_key")
);
--> statement-breakpoint
CREATE TABLE "scheduled_runs" (
	"seq" bigserial PRIMARY KEY,
	"item_id" text NOT NULL,
	"rule_key" text NOT NULL,
	"outcome" "run_outcome" NOT NULL,
	"first_due_at" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"count" integer NOT NULL,
	"is_count_exact" boolean DEFAULT true NOT NULL,
	"job_id" text,
	"recorded_at" timestamp with time zone NOT NULL,
	CONSTRAINT "scheduled_runs_count" CHECK (count > 0 and first_due_at <= due_at),
	CONSTRAINT "scheduled_runs_job" CHECK ((outcome in ('QUEUED', 'JOINED', 'OVERLAPPED')) = (job_id is not null))
);
--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "schedule" jsonb;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "version" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
CREATE INDEX "item_schedules_next" ON "item_schedules" ("next_run_at");--> statement-breakpoint
CREATE INDEX "item_schedules_untold" ON "item_schedules" ("late_at") WHERE not is_late_told;--> statement-breakpoint
CREATE INDEX "item_schedules_planned" ON "item_schedules" ("planned_at");--> statement-breakpoint
CREATE UNIQUE INDEX "scheduled_runs_once" ON "scheduled_runs" ("item_id","rule_key","due_at") WHERE job_id is not null;--> statement-breakpoint
CREATE INDEX "scheduled_runs_job_id_index" ON "scheduled_runs" ("job_id");--> statement-breakpoint
CREATE INDEX "scheduled_runs_item_id_seq_index" ON "scheduled_runs" ("item_id","seq");--> statement-breakpoint
ALTER TABLE "item_schedules" ADD CONSTRAINT "item_schedules_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "scheduled_runs" ADD CONSTRAINT "scheduled_runs_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "scheduled_runs" ADD CONSTRAINT "scheduled_runs_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");