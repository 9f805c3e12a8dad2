CREATE TABLE "patchwright"."paces" (
	"installation_id" bigint PRIMARY KEY NOT NULL,
	"turn_at" bigint NOT NULL,
	"promised_at" bigint NOT NULL,
	"blocked_until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patchwright"."transcripts" (
	"run" text NOT NULL,
	"generation" integer NOT NULL,
	"number" integer NOT NULL,
	"entry" json NOT NULL,
	"said_at" bigint NOT NULL,
	CONSTRAINT "transcripts_run_generation_number_pk" PRIMARY KEY("run","generation","number")
);
--> statement-breakpoint
ALTER TABLE "patchwright"."spending" ADD COLUMN "installation_id" bigint;--> statement-breakpoint
ALTER TABLE "patchwright"."spending" ADD COLUMN "repository_id" bigint;--> statement-breakpoint
CREATE INDEX "spending_of_installation" ON "patchwright"."spending" USING btree ("installation_id","spent_at");--> statement-breakpoint
CREATE INDEX "spending_of_repository" ON "patchwright"."spending" USING btree ("repository_id","spent_at");--> statement-breakpoint
UPDATE "patchwright"."spending" SET "installation_id" = "runs"."installation_id", "repository_id" = "runs"."repository_id" FROM "patchwright"."runs" WHERE "runs"."key" = "spending"."run";