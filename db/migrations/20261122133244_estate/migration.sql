CREATE TYPE "alert_condition" AS ENUM('FIRED', 'RESOLVED');--> statement-breakpoint
CREATE TYPE "alert_kind" AS ENUM('BACKUP_FAILED', 'RESTORE_FAILED', 'WORKER_LOST');--> statement-breakpoint
CREATE TYPE "alert_severity" AS ENUM('CRITICAL', 'ERROR', 'WARNING', 'INFORMATIONAL');--> statement-breakpoint
CREATE TYPE "alert_state" AS ENUM('NEW', 'ACKNOWLEDGED', 'CLOSED');--> statement-breakpoint
CREATE TYPE "attempt_outcome" AS ENUM('COMPLETED', 'FAILED', 'CANCELLED', 'LOST', 'RETRIED');--> statement-breakpoint
CREATE TYPE "backup_type" AS ENUM('FULL', 'INCREMENTAL', 'DIFFERENTIAL', 'LOG');--> statement-breakpoint
CREATE TYPE "channel_state" AS ENUM('OK', 'NOT_IN_CHANNEL', 'GONE');--> statement-breakpoint
CREATE TYPE "consistency" AS ENUM('APPLICATION', 'FILE_SYSTEM', 'CRASH', 'NONE');--> statement-breakpoint
CREATE TYPE "job_operation" AS ENUM('BACKUP', 'RESTORE', 'CONFIGURE_BACKUP', 'DISABLE_BACKUP', 'DELETE_BACKUP_DATA', 'UNDELETE', 'CROSS_REGION_RESTORE', 'VERIFY', 'DRILL', 'RETENTION', 'REPLICATE');--> statement-breakpoint
CREATE TYPE "job_status" AS ENUM('QUEUED', 'WAITING_APPROVAL', 'IN_PROGRESS', 'COMPLETED', 'COMPLETED_WITH_WARNINGS', 'FAILED', 'CANCELLING', 'CANCELLED');--> statement-breakpoint
CREATE TYPE "outbox_kind" AS ENUM('JOB', 'ALERT', 'MILESTONE', 'REPLY', 'PRIVATE');--> statement-breakpoint
CREATE TYPE "outbox_state" AS ENUM('OPEN', 'UNDELIVERABLE');--> statement-breakpoint
CREATE TYPE "part_kind" AS ENUM('TREE', 'DUMP', 'ROLES', 'SETTINGS');--> statement-breakpoint
CREATE TYPE "point_state" AS ENUM('AVAILABLE', 'SOFT_DELETED');--> statement-breakpoint
CREATE TYPE "protection_state" AS ENUM('PROTECTED', 'STOPPED');--> statement-breakpoint
CREATE TYPE "role" AS ENUM('READER', 'OPERATOR', 'CONTRIBUTOR', 'ADMIN');--> statement-breakpoint
CREATE TYPE "source_kind" AS ENUM('FILES');--> statement-breakpoint
CREATE TYPE "tier" AS ENUM('SNAPSHOT', 'VAULT', 'SECONDARY');--> statement-breakpoint
CREATE TABLE "alerts" (
	"id" text PRIMARY KEY,
	"kind" "alert_kind" NOT NULL,
	"fingerprint" text NOT NULL,
	"severity" "alert_severity" NOT NULL,
	"condition" "alert_condition" DEFAULT 'FIRED'::"alert_condition" NOT NULL,
	"state" "alert_state" DEFAULT 'NEW'::"alert_state" NOT NULL,
	"count" integer DEFAULT 1 NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"item_id" text,
	"job_id" text,
	"error" jsonb NOT NULL,
	"changed_by" jsonb,
	"fired_at" timestamp with time zone DEFAULT now() NOT NULL,
	"last_fired_at" timestamp with time zone DEFAULT now() NOT NULL,
	"resolved_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "api_tokens" (
	"id" text PRIMARY KEY,
	"principal_id" text NOT NULL,
	"name" text NOT NULL,
	"hash" bytea NOT NULL UNIQUE,
	"scopes" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone,
	"revoked_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "audit_log" (
	"seq" bigserial PRIMARY KEY,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"actor" jsonb NOT NULL,
	"action" text NOT NULL,
	"subject_id" text NOT NULL,
	"details" jsonb DEFAULT '{}' NOT NULL
);
--> statement-breakpoint
CREATE TABLE "channels" (
	"id" text PRIMARY KEY,
	"team_id" text NOT NULL,
	"slack_id" text NOT NULL,
	"name" text,
	"state" "channel_state" DEFAULT 'OK'::"channel_state" NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "channels_team_id_slack_id_unique" UNIQUE("team_id","slack_id")
);
--> statement-breakpoint
CREATE TABLE "idempotency_keys" (
	"principal_id" text,
	"key" text,
	"input_hash" text NOT NULL,
	"answer" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "idempotency_keys_pkey" PRIMARY KEY("principal_id","key")
);
--> statement-breakpoint
CREATE TABLE "job_attempts" (
	"job_id" text,
	"number" integer,
	"worker_id" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"lease_until" timestamp with time zone NOT NULL,
	"ended_at" timestamp with time zone,
	"outcome" "attempt_outcome",
	"error" jsonb,
	CONSTRAINT "job_attempts_pkey" PRIMARY KEY("job_id","number"),
	CONSTRAINT "job_attempts_end_has_outcome" CHECK ((ended_at is null) = (outcome is null))
);
--> statement-breakpoint
CREATE TABLE "job_events" (
	"seq" bigserial PRIMARY KEY,
	"job_id" text NOT NULL,
	"attempt" integer NOT NULL,
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"type" text NOT NULL,
	"message" text NOT NULL,
	"data" jsonb
);
--> statement-breakpoint
CREATE TABLE "job_tasks" (
	"job_id" text,
	"attempt" integer,
	"ordinal" integer,
	"name" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "job_tasks_pkey" PRIMARY KEY("job_id","attempt","ordinal")
);
--> statement-breakpoint
CREATE TABLE "jobs" (
	"id" text PRIMARY KEY,
	"operation" "job_operation" NOT NULL,
	"status" "job_status" DEFAULT 'QUEUED'::"job_status" NOT NULL,
	"item_id" text NOT NULL,
	"site_id" text NOT NULL,
	"requested_by" jsonb NOT NULL,
	"plan" jsonb,
	"plan_hash" text,
	"exclusion_key" text NOT NULL,
	"retry_of" text,
	"attempt" integer DEFAULT 0 NOT NULL,
	"max_attempts" integer NOT NULL,
	"version" integer DEFAULT 1 NOT NULL,
	"progress" jsonb,
	"error" jsonb,
	"warnings" jsonb DEFAULT '[]' NOT NULL,
	"warning_count" integer DEFAULT 0 NOT NULL,
	"warning_file" text,
	"result" jsonb,
	"cancel_requested_by" jsonb,
	"queue_job_id" uuid,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"started_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "jobs_ended_at_end" CHECK ((status in ('QUEUED','WAITING_APPROVAL','IN_PROGRESS','CANCELLING')) = (ended_at is null)),
	CONSTRAINT "jobs_failed_says_why" CHECK ((status = 'FAILED') = (error is not null)),
	CONSTRAINT "jobs_plan_is_hashed" CHECK ((plan is null) = (plan_hash is null)),
	CONSTRAINT "jobs_restore_has_plan" CHECK (operation <> 'RESTORE' or plan is not null)
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"seq" bigserial PRIMARY KEY,
	"kind" "outbox_kind" NOT NULL,
	"dedup_key" text NOT NULL UNIQUE,
	"team_id" text NOT NULL,
	"channel_id" text NOT NULL,
	"job_id" text,
	"alert_id" text,
	"payload" jsonb,
	"asked" boolean DEFAULT false NOT NULL,
	"wanted" integer DEFAULT 1 NOT NULL,
	"sent" integer DEFAULT 0 NOT NULL,
	"final" boolean DEFAULT false NOT NULL,
	"urgent" boolean DEFAULT true NOT NULL,
	"state" "outbox_state" DEFAULT 'OPEN'::"outbox_state" NOT NULL,
	"renders" integer DEFAULT 0 NOT NULL,
	"ts" text,
	"posting_since" timestamp with time zone,
	"claimed_until" timestamp with time zone,
	"attempts" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"sent_at" timestamp with time zone,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "outbox_has_subject" CHECK (job_id is not null or alert_id is not null)
);
--> statement-breakpoint
CREATE TABLE "policies" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"retention_days" integer NOT NULL,
	"keep_replaced_days" integer NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "principals" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"role" "role" NOT NULL,
	"is_service" boolean DEFAULT false NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"disabled_at" timestamp with time zone
);
--> statement-breakpoint
CREATE TABLE "protected_items" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"kind" "source_kind" NOT NULL,
	"config" jsonb NOT NULL,
	"site_id" text NOT NULL,
	"vault_id" text NOT NULL,
	"repository_id" text NOT NULL,
	"policy_id" text NOT NULL,
	"state" "protection_state" DEFAULT 'PROTECTED'::"protection_state" NOT NULL,
	"tags" jsonb DEFAULT '{}' NOT NULL,
	"rpo_seconds" integer,
	"rto_seconds" integer,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "protected_items_objectives" CHECK (rpo_seconds > 0 and rto_seconds > 0)
);
--> statement-breakpoint
CREATE TABLE "recovery_point_parts" (
	"point_id" text,
	"ordinal" integer,
	"name" text NOT NULL,
	"kind" "part_kind" NOT NULL,
	"repository_id" text NOT NULL,
	"snapshot_id" text NOT NULL,
	"size_bytes" bigint NOT NULL,
	"stored_bytes" bigint NOT NULL,
	CONSTRAINT "recovery_point_parts_pkey" PRIMARY KEY("point_id","ordinal"),
	CONSTRAINT "recovery_point_parts_point_id_name_unique" UNIQUE("point_id","name"),
	CONSTRAINT "recovery_point_parts_repository_id_snapshot_id_unique" UNIQUE("repository_id","snapshot_id")
);
--> statement-breakpoint
CREATE TABLE "recovery_point_tiers" (
	"point_id" text,
	"tier" "tier",
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "recovery_point_tiers_pkey" PRIMARY KEY("point_id","tier")
);
--> statement-breakpoint
CREATE TABLE "recovery_points" (
	"id" text PRIMARY KEY,
	"item_id" text NOT NULL,
	"job_id" text NOT NULL UNIQUE,
	"state" "point_state" DEFAULT 'AVAILABLE'::"point_state" NOT NULL,
	"type" "backup_type" NOT NULL,
	"consistency" "consistency" NOT NULL,
	"taken_at" timestamp with time zone NOT NULL,
	"committed_at" timestamp with time zone DEFAULT now() NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"part_count" integer NOT NULL,
	"size_bytes" bigint NOT NULL,
	"stored_bytes" bigint NOT NULL,
	"files" bigint,
	"warning_count" integer DEFAULT 0 NOT NULL,
	CONSTRAINT "recovery_points_has_parts" CHECK (part_count > 0)
);
--> statement-breakpoint
CREATE TABLE "replaced_data" (
	"job_id" text PRIMARY KEY,
	"site_id" text NOT NULL,
	"host_name" text NOT NULL,
	"kept_at" text NOT NULL,
	"kept_until" timestamp with time zone NOT NULL,
	"removed_at" timestamp with time zone,
	"removal_error" text
);
--> statement-breakpoint
CREATE TABLE "repositories" (
	"id" text PRIMARY KEY,
	"vault_id" text NOT NULL,
	"site_id" text NOT NULL,
	"url" text NOT NULL,
	"sealed_password" text NOT NULL,
	"engine_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"initialised_at" timestamp with time zone,
	CONSTRAINT "repositories_site_id_url_unique" UNIQUE("site_id","url")
);
--> statement-breakpoint
CREATE TABLE "sites" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "slack_identities" (
	"team_id" text,
	"user_id" text,
	"principal_id" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "slack_identities_pkey" PRIMARY KEY("team_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "subscriptions" (
	"id" text PRIMARY KEY,
	"channel_id" text NOT NULL,
	"vault_id" text,
	"item_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subscriptions_channel_id_vault_id_item_id_unique" UNIQUE NULLS NOT DISTINCT("channel_id","vault_id","item_id")
);
--> statement-breakpoint
CREATE TABLE "vaults" (
	"id" text PRIMARY KEY,
	"name" text NOT NULL UNIQUE,
	"region" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "workers" (
	"id" text PRIMARY KEY,
	"site_id" text NOT NULL,
	"host_id" text NOT NULL,
	"pid" integer NOT NULL,
	"pid_start" text NOT NULL,
	"started_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heartbeat_at" timestamp with time zone DEFAULT now() NOT NULL,
	"stopped_at" timestamp with time zone,
	"lost_at" timestamp with time zone
);
--> statement-breakpoint
CREATE UNIQUE INDEX "alerts_one_fired_per_fingerprint" ON "alerts" ("fingerprint") WHERE condition = 'FIRED';--> statement-breakpoint
CREATE INDEX "alerts_item_id_index" ON "alerts" ("item_id");--> statement-breakpoint
CREATE INDEX "api_tokens_principal_id_index" ON "api_tokens" ("principal_id");--> statement-breakpoint
CREATE INDEX "audit_log_subject_id_seq_index" ON "audit_log" ("subject_id","seq");--> statement-breakpoint
CREATE INDEX "idempotency_keys_expires_at_index" ON "idempotency_keys" ("expires_at");--> statement-breakpoint
CREATE UNIQUE INDEX "job_attempts_one_open" ON "job_attempts" ("job_id") WHERE ended_at is null;--> statement-breakpoint
CREATE INDEX "job_events_job_id_seq_index" ON "job_events" ("job_id","seq");--> statement-breakpoint
CREATE UNIQUE INDEX "jobs_one_open_per_exclusion_key" ON "jobs" ("exclusion_key") WHERE status in ('QUEUED','WAITING_APPROVAL','IN_PROGRESS','CANCELLING');--> statement-breakpoint
CREATE INDEX "jobs_open" ON "jobs" ("site_id") WHERE status in ('QUEUED','WAITING_APPROVAL','IN_PROGRESS','CANCELLING');--> statement-breakpoint
CREATE INDEX "jobs_item_id_id_index" ON "jobs" ("item_id","id");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" ("due_at") WHERE sent < wanted and state = 'OPEN';--> statement-breakpoint
CREATE INDEX "outbox_job_id_index" ON "outbox" ("job_id");--> statement-breakpoint
CREATE INDEX "outbox_alert_id_index" ON "outbox" ("alert_id");--> statement-breakpoint
CREATE INDEX "principals_created_at_index" ON "principals" ("created_at");--> statement-breakpoint
CREATE INDEX "protected_items_vault_id_index" ON "protected_items" ("vault_id");--> statement-breakpoint
CREATE INDEX "protected_items_policy_id_index" ON "protected_items" ("policy_id");--> statement-breakpoint
CREATE INDEX "recovery_points_item_id_taken_at_index" ON "recovery_points" ("item_id","taken_at");--> statement-breakpoint
CREATE INDEX "replaced_data_site_id_kept_until_index" ON "replaced_data" ("site_id","kept_until");--> statement-breakpoint
CREATE INDEX "repositories_vault_id_index" ON "repositories" ("vault_id");--> statement-breakpoint
CREATE INDEX "workers_site_id_heartbeat_at_index" ON "workers" ("site_id","heartbeat_at");--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "api_tokens" ADD CONSTRAINT "api_tokens_principal_id_principals_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id");--> statement-breakpoint
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "job_attempts" ADD CONSTRAINT "job_attempts_worker_id_workers_id_fkey" FOREIGN KEY ("worker_id") REFERENCES "workers"("id");--> statement-breakpoint
ALTER TABLE "job_events" ADD CONSTRAINT "job_events_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "job_tasks" ADD CONSTRAINT "job_tasks_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_site_id_sites_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_alert_id_alerts_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("id");--> statement-breakpoint
ALTER TABLE "protected_items" ADD CONSTRAINT "protected_items_site_id_sites_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id");--> statement-breakpoint
ALTER TABLE "protected_items" ADD CONSTRAINT "protected_items_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "protected_items" ADD CONSTRAINT "protected_items_repository_id_repositories_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id");--> statement-breakpoint
ALTER TABLE "protected_items" ADD CONSTRAINT "protected_items_policy_id_policies_id_fkey" FOREIGN KEY ("policy_id") REFERENCES "policies"("id");--> statement-breakpoint
ALTER TABLE "recovery_point_parts" ADD CONSTRAINT "recovery_point_parts_point_id_recovery_points_id_fkey" FOREIGN KEY ("point_id") REFERENCES "recovery_points"("id");--> statement-breakpoint
ALTER TABLE "recovery_point_parts" ADD CONSTRAINT "recovery_point_parts_repository_id_repositories_id_fkey" FOREIGN KEY ("repository_id") REFERENCES "repositories"("id");--> statement-breakpoint
ALTER TABLE "recovery_point_tiers" ADD CONSTRAINT "recovery_point_tiers_point_id_recovery_points_id_fkey" FOREIGN KEY ("point_id") REFERENCES "recovery_points"("id");--> statement-breakpoint
ALTER TABLE "recovery_points" ADD CONSTRAINT "recovery_points_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "recovery_points" ADD CONSTRAINT "recovery_points_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "replaced_data" ADD CONSTRAINT "replaced_data_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "replaced_data" ADD CONSTRAINT "replaced_data_site_id_sites_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id");--> statement-breakpoint
ALTER TABLE "repositories" ADD CONSTRAINT "repositories_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "repositories" ADD CONSTRAINT "repositories_site_id_sites_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id");--> statement-breakpoint
ALTER TABLE "slack_identities" ADD CONSTRAINT "slack_identities_principal_id_principals_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "principals"("id");--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_channel_id_channels_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channels"("id");--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");--> statement-breakpoint
ALTER TABLE "workers" ADD CONSTRAINT "workers_site_id_sites_id_fkey" FOREIGN KEY ("site_id") REFERENCES "sites"("id");