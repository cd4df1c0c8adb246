CREATE TABLE "store_seal" (
	"single" boolean PRIMARY KEY DEFAULT true,
	"sealed" text NOT NULL,
	CONSTRAINT "store_seal_only_one" CHECK (single)
);
