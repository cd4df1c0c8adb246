ALTER TYPE "alert_kind" ADD VALUE 'JOB_STALLED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'PROTECTION_FAILED';--> statement-breakpoint
CREATE TABLE "assignment_rules" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"place" integer NOT NULL,
	"kind" "source_kind",
	"tags" jsonb DEFAULT '{}' NOT NULL,
	"policy_id" text NOT NULL,
	"vault_id" text NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "data_sources" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"kind" "source_kind" NOT NULL,
	"config" jsonb NOT NULL,
	"sealed_secret" text,
	"site_id" text NOT NULL,
	"tags" jsonb DEFAULT '{}' NOT NULL,
	"item_id" text UNIQUE,
	"rule_id" text,
	"trouble" jsonb,
	"next_try_at" timestamp with time zone DEFAULT now(),
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "backup_type" "backup_type";--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "moved_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "next_attempt_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "waits_for" jsonb;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "max_jobs" integer;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "max_jobs_per_host" integer;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "pauses" jsonb;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "upload_kib_per_second" integer;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "download_kib_per_second" integer;--> statement-breakpoint
ALTER TABLE "vaults" ADD COLUMN "max_jobs" integer;--> statement-breakpoint
CREATE UNIQUE INDEX "assignment_rules_place" ON "assignment_rules" ("place");--> statement-breakpoint
CREATE INDEX "assignment_rules_policy_id_index" ON "assignment_rules" ("policy_id");--> statement-breakpoint
CREATE INDEX "assignment_rules_vault_id_index" ON "assignment_rules" ("vault_id");--> statement-breakpoint
CREATE INDEX "data_sources_to_try" ON "data_sources" ("next_try_at") WHERE item_id is null;--> statement-breakpoint
CREATE INDEX "data_sources_site_id_index" ON "data_sources" ("site_id");--> statement-breakpoint
CREATE INDEX "data_sources_rule_id_index" ON "data_sources" ("rule_id");--> statement-breakpoint
CREATE INDEX "jobs_waiting" ON "jobs" ("site_id","id") WHERE waits_for is not null;--> statement-breakpoint
ALTER TABLE "assignment_rules" ADD CONSTRAINT "assignment_rules_policy_id_policies_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policies"("id");--> statement-breakpoint
ALTER TABLE "assignment_rules" ADD CONSTRAINT "assignment_rules_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "data_sources" ADD CONSTRAINT "data_sources_site_id_sites_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id");--> statement-breakpoint
ALTER TABLE "data_sources" ADD CONSTRAINT "data_sources_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "data_sources" ADD CONSTRAINT "data_sources_rule_id_assignment_rules_id_fkey" FOREIGN KEY ("rule_id") REFERENCES "assignment_rules"("id");--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_waits_in_queue" CHECK (waits_for is null or status = 'QUEUED');--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_type_of_backup" CHECK (operation = 'BACKUP' or backup_type is null);--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_limits" CHECK (max_jobs > 0 and max_jobs_per_host > 0);--> statement-breakpoint
ALTER TABLE "sites" ADD CONSTRAINT "sites_bandwidth" CHECK (upload_kib_per_second > 0 and download_kib_per_second > 0);--> statement-breakpoint
ALTER TABLE "vaults" ADD CONSTRAINT "vaults_limits" CHECK (max_jobs > 0);