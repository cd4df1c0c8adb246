CREATE INDEX "alerts_fired" ON "alerts" ("item_id") WHERE condition = 'FIRED';--> statement-breakpoint
-- A bad night changes what is fired and what is breached by thousands, which is a small share of what ever was: nobody is to plan by the night before.
ALTER TABLE "alerts" SET (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500);--> statement-breakpoint
ALTER TABLE "objective_breaches" SET (autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 500);
