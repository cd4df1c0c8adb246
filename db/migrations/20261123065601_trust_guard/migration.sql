-- Reports of drills and looks at the vaults' data are kept as they were written; leases are given up. Not breaking.
GRANT SELECT, INSERT ON drills, repository_checks, repository_sizes TO holdfast_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE ON objective_breaches TO holdfast_app;
--> statement-breakpoint
GRANT SELECT, INSERT, UPDATE, DELETE ON repository_leases TO holdfast_app;
--> statement-breakpoint
GRANT USAGE ON SEQUENCE objective_breaches_seq_seq, repository_checks_seq_seq TO holdfast_app;
