CREATE TYPE "drill_choice" AS ENUM('NEWEST', 'OLDEST', 'RANDOM');--> statement-breakpoint
CREATE TYPE "drill_outcome" AS ENUM('PASSED', 'FAILED', 'SKIPPED');--> statement-breakpoint
CREATE TYPE "lease_purpose" AS ENUM('VERIFY', 'REMOVAL', 'PRUNE');--> statement-breakpoint
CREATE TYPE "objective" AS ENUM('RPO', 'RTO');--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'VERIFY_FAILED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'PRUNE_FAILED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'VAULT_DAMAGED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'POINTS_MISSING';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'VAULT_FILLING';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'DRILL_FAILED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'NOT_PROVEN';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'RPO_BREACHED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'RTO_BREACHED';--> statement-breakpoint
ALTER TYPE "alert_kind" ADD VALUE 'UNUSUAL_CHANGE';--> statement-breakpoint
ALTER TYPE "job_operation" ADD VALUE 'PRUNE' BEFORE 'REPLICATE';--> statement-breakpoint
CREATE TABLE "drills" (
	"id" text PRIMARY KEY,
	"job_id" text NOT NULL UNIQUE,
	"item_id" text NOT NULL,
	"point_id" text,
	"choice" "drill_choice" NOT NULL,
	"outcome" "drill_outcome" NOT NULL,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"fetch_ms" bigint,
	"restore_ms" bigint,
	"probe_ms" bigint,
	"evidence" jsonb,
	"error" jsonb
);
--> statement-breakpoint
CREATE TABLE "objective_breaches" (
	"seq" bigserial PRIMARY KEY,
	"item_id" text NOT NULL,
	"objective" "objective" NOT NULL,
	"objective_seconds" integer NOT NULL,
	"breached_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"ended_by" text,
	CONSTRAINT "objective_breaches_end" CHECK ((ended_at is null) = (ended_by is null))
);
--> statement-breakpoint
CREATE TABLE "repository_checks" (
	"seq" bigserial PRIMARY KEY,
	"repository_id" text NOT NULL,
	"job_id" text NOT NULL,
	"share" integer,
	"shares" integer,
	"started_at" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone NOT NULL,
	"bytes_read" bigint,
	"error_count" integer NOT NULL,
	"findings" jsonb DEFAULT '[]' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "repository_leases" (
	"repository_id" text PRIMARY KEY,
	"purpose" "lease_purpose" NOT NULL,
	"job_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"taken_at" timestamp with time zone DEFAULT now() NOT NULL,
	"blocks" boolean DEFAULT false NOT NULL,
	"blocks_since" timestamp with time zone,
	CONSTRAINT "repository_leases_blocks" CHECK (blocks = (blocks_since is not null))
);
--> statement-breakpoint
CREATE TABLE "repository_sizes" (
	"repository_id" text,
	"measured_at" timestamp with time zone DEFAULT now(),
	"stored_bytes" bigint NOT NULL,
	"needed_bytes" bigint,
	"source_bytes" bigint,
	"free_bytes" bigint,
	"capacity_bytes" bigint,
	CONSTRAINT "repository_sizes_pkey" PRIMARY KEY("repository_id","measured_at")
);
--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "drill" jsonb;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "rpo_seconds" integer;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "rto_seconds" integer;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "drill" jsonb;--> statement-breakpoint
ALTER TABLE "protected_items" ADD COLUMN "drill_queries" jsonb DEFAULT '[]' NOT NULL;--> statement-breakpoint
ALTER TABLE "protected_items" ADD COLUMN "next_drill_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "protected_items" ADD COLUMN "last_proven_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "figures" jsonb;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "damage" jsonb;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "damaged_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "suspicion" jsonb;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "suspicion_dismissed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "suspicion_dismissed_by" jsonb;--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "next_share" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "repositories" ADD COLUMN "shares" integer;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "max_drills" integer DEFAULT 1 NOT NULL;--> statement-breakpoint
ALTER TABLE "sites" ADD COLUMN "drill_max_bytes" bigint;--> statement-breakpoint
ALTER TABLE "vaults" ADD COLUMN "verify_days" integer DEFAULT 30;--> statement-breakpoint
ALTER TABLE "vaults" ADD COLUMN "next_verify_at" timestamp with time zone DEFAULT now() + interval '12 hours' NOT NULL;--> statement-breakpoint
ALTER TABLE "vaults" ADD COLUMN "next_prune_at" timestamp with time zone DEFAULT now() + interval '36 hours' NOT NULL;--> statement-breakpoint
CREATE INDEX "drills_item_id_ended_at_index" ON "drills" ("item_id","ended_at");--> statement-breakpoint
CREATE INDEX "objective_breaches_item_id_breached_at_index" ON "objective_breaches" ("item_id","breached_at");--> statement-breakpoint
CREATE UNIQUE INDEX "objective_breaches_one_open" ON "objective_breaches" ("item_id","objective") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "protected_items_next_drill_at_index" ON "protected_items" ("next_drill_at");--> statement-breakpoint
CREATE INDEX "recovery_points_good" ON "recovery_points" ("item_id","taken_at") WHERE state = 'AVAILABLE' and damage is null;--> statement-breakpoint
CREATE INDEX "recovery_points_damaged" ON "recovery_points" ("item_id") WHERE damage is not null;--> statement-breakpoint
CREATE INDEX "repository_checks_repository_id_ended_at_index" ON "repository_checks" ("repository_id","ended_at");--> statement-breakpoint
CREATE INDEX "vaults_next_verify_at_index" ON "vaults" ("next_verify_at");--> statement-breakpoint
CREATE INDEX "vaults_next_prune_at_index" ON "vaults" ("next_prune_at");--> statement-breakpoint
ALTER TABLE "drills" ADD CONSTRAINT "drills_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "drills" ADD CONSTRAINT "drills_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "drills" ADD CONSTRAINT "drills_point_id_recovery_points_id_fkey" FOREIGN KEY ("point_id") REFERENCES "recovery_points"("id");--> statement-breakpoint
ALTER TABLE "objective_breaches" ADD CONSTRAINT "objective_breaches_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "repository_checks" ADD CONSTRAINT "repository_checks_repository_id_repositories_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id");--> statement-breakpoint
ALTER TABLE "repository_checks" ADD CONSTRAINT "repository_checks_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "repository_leases" ADD CONSTRAINT "repository_leases_repository_id_repositories_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id");--> statement-breakpoint
ALTER TABLE "repository_leases" ADD CONSTRAINT "repository_leases_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "repository_sizes" ADD CONSTRAINT "repository_sizes_repository_id_repositories_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id");--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_drill_has_plan" CHECK ((operation = 'DRILL') = (drill is not null));--> statement-breakpoint
ALTER TABLE "policies" ADD CONSTRAINT "policies_objectives" CHECK (rpo_seconds > 0 and rto_seconds > 0);--> statement-breakpoint
ALTER TABLE "recovery_points" ADD CONSTRAINT "recovery_points_damage" CHECK ((damage is null) = (damaged_at is null));--> statement-breakpoint
ALTER TABLE "recovery_points" ADD CONSTRAINT "recovery_points_dismissal" CHECK ((suspicion_dismissed_at is null) = (suspicion_dismissed_by is null) and (suspicion is not null or suspicion_dismissed_at is null));--> statement-breakpoint
ALTER TABLE "vaults" ADD CONSTRAINT "vaults_verify_days" CHECK (verify_days between 1 and 256);--> statement-breakpoint
ALTER TABLE "sites" DROP CONSTRAINT "sites_limits", ADD CONSTRAINT "sites_limits" CHECK (max_jobs > 0 and max_jobs_per_host > 0 and max_drills > 0 and drill_max_bytes > 0);