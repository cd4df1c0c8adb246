-- Holds are released, never deleted. Not breaking.
GRANT SELECT, INSERT, UPDATE ON recovery_point_holds TO holdfast_app;
--> statement-breakpoint
-- A point that was removed is in no tier any more.
GRANT DELETE ON recovery_point_tiers TO holdfast_app;
