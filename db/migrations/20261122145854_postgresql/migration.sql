ALTER TYPE "source_kind" ADD VALUE 'POSTGRESQL';--> statement-breakpoint
ALTER TABLE "protected_items" ADD COLUMN "sealed_secret" text;--> statement-breakpoint
ALTER TABLE "recovery_points" ADD COLUMN "contents" jsonb;--> statement-breakpoint
ALTER TABLE "replaced_data" ALTER COLUMN "host_name" DROP NOT NULL;