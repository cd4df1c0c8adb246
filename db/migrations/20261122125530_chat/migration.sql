CREATE TYPE "channel_state" AS ENUM('OK', 'NOT_IN_CHANNEL', 'GONE');--> statement-breakpoint
CREATE TYPE "outbox_kind" AS ENUM('JOB', 'ALERT', 'MILESTONE', 'REPLY', 'PRIVATE');--> statement-breakpoint
CREATE TYPE "outbox_state" AS ENUM('OPEN', 'UNDELIVERABLE');--> statement-breakpoint
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
CREATE TABLE "subscriptions" (
	"id" text PRIMARY KEY,
	"channel_id" text NOT NULL,
	"vault_id" text,
	"item_id" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "subscriptions_channel_id_vault_id_item_id_unique" UNIQUE NULLS NOT DISTINCT("channel_id","vault_id","item_id")
);
--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" ("due_at") WHERE sent < wanted and state = 'OPEN';--> statement-breakpoint
CREATE INDEX "outbox_job_id_index" ON "outbox" ("job_id");--> statement-breakpoint
CREATE INDEX "outbox_alert_id_index" ON "outbox" ("alert_id");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_job_id_jobs_id_fkey" FOREIGN KEY ("job_id") REFERENCES "jobs"("id");--> statement-breakpoint
ALTER TABLE "outbox" ADD CONSTRAINT "outbox_alert_id_alerts_id_fkey" FOREIGN KEY ("alert_id") REFERENCES "alerts"("id");--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_channel_id_channels_id_fkey" FOREIGN KEY ("channel_id") REFERENCES "channels"("id");--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_vault_id_vaults_id_fkey" FOREIGN KEY ("vault_id") REFERENCES "vaults"("id");--> statement-breakpoint
ALTER TABLE "subscriptions" ADD CONSTRAINT "subscriptions_item_id_protected_items_id_fkey" FOREIGN KEY ("item_id") REFERENCES "protected_items"("id");