-- Breaking: parts of the version before that still run fail at the columns that go. Stop all of them before the update.
ALTER TYPE "alert_kind" ADD VALUE 'RETENTION_FAILED';--> statement-breakpoint
ALTER TYPE "point_state" ADD VALUE 'REMOVING';--> statement-breakpoint
ALTER TYPE "point_state" ADD VALUE 'REMOVED';--> statement-breakpoint
CREATE TABLE "recovery_point_holds" (
	"id" text PRIMARY KEY,
	"point_id" text NOT NULL,
	"reason" text NOT NULL,
	"held_by" jsonb NOT NULL,
	"held_at" timestamp with time zone DEFAULT now() NOT NULL,
	"released_by" jsonb,
	"released_at" timestamp with time zone,
	CONSTRAINT "recovery_point_holds_release" CHECK ((released_by is null) = (released_at is null))
);
--> statement-breakpoint
ALTER TABLE "alerts" ADD COLUMN "vault_id" text;--> statement-breakpoint
ALTER TABLE "jobs" ADD COLUMN "vault_id" text;--> statement-breakpoint
ALTER TABLE "policies" ADD COLUMN "retention" jsonb;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "keep_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "deletion" jsonb;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "removable_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "removal_seen_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "removed_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "vaults" ADD COLUMN "soft_delete_days" integer DEFAULT 14 NOT NULL;--> statement-breakpoint
ALTER TABLE "vaults" ADD COLUMN "next_retention_at" timestamp with time zone DEFAULT now() + interval '1 day' NOT NULL;--> statement-breakpoint
-- Until now nothing was ever removed: who updates has a week to look at the policies.
UPDATE "vaults" SET "next_retention_at" = now() + interval '7 days';--> statement-breakpoint
-- What was meant by the days: every point so long. Years where there are more days than a rule takes.
UPDATE "policies" SET "retention" = jsonb_build_object('all', jsonb_build_object('keep', CASE
	WHEN "retention_days" <= 9999 THEN jsonb_build_object('days', "retention_days")
	ELSE jsonb_build_object('years', least(99, ceil("retention_days" / 365.0)::int)) END));--> statement-breakpoint
-- Points that a rebuild found in their vault had been given more time than their policy's.
UPDATE "recovery_points" SET "keep_until" = "expires_at" FROM "protected_items", "policies"
	WHERE "protected_items"."id" = "item_id" AND "policies"."id" = "policy_id"
	AND "expires_at" > "taken_at" + make_interval(hours => 24 * "retention_days" + 1);--> statement-breakpoint
ALTER TABLE "policies" ALTER COLUMN "retention" SET NOT NULL;--> statement-breakpoint
ALTER TABLE "policies" DROP COLUMN "retention_days";--> statement-breakpoint
ALTER TABLE "recovery_points" DROP COLUMN "expires_at";--> statement-breakpoint
ALTER TABLE "jobs" ALTER COLUMN "item_id" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "alerts_vault_id_index" ON "alerts" ("vault_id");--> statement-breakpoint
CREATE INDEX "jobs_vault_id_id_index" ON "jobs" ("vault_id","id");--> statement-breakpoint
CREATE INDEX "recovery_point_holds_point_id_index" ON "recovery_point_holds" ("point_id");--> statement-breakpoint
CREATE INDEX "recovery_points_removable" ON "recovery_points" ("item_id") WHERE deleted_at is not null and removed_at is null;--> statement-breakpoint
CREATE INDEX "vaults_next_retention_at_index" ON "vaults" ("next_retention_at");--> statement-breakpoint
ALTER TABLE "alerts" ADD CONSTRAINT "alerts_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "recovery_point_holds" ADD CONSTRAINT "recovery_point_holds_point_id_recovery_points_id_fkey" FOREIGN KEY ("point_id") REFERENCES "recovery_points"("id");--> statement-breakpoint
ALTER TABLE "jobs" ADD CONSTRAINT "jobs_one_subject" CHECK (num_nonnulls(item_id, vault_id) = 1);--> statement-breakpoint
ALTER TABLE "recovery_points" ADD CONSTRAINT "recovery_points_deletion" CHECK ((state = 'AVAILABLE') = (deletion is null) and num_nonnulls(deletion, deleted_at, removable_at) in (0, 3));--> statement-breakpoint
ALTER TABLE "vaults" ADD CONSTRAINT "vaults_soft_delete_days" CHECK (soft_delete_days between 1 and 180);