ALTER TABLE "patchwright"."outcomes" ADD COLUMN "installation_id" bigint;--> statement-breakpoint
ALTER TABLE "patchwright"."outcomes" ADD COLUMN "repository_id" bigint;--> statement-breakpoint
CREATE INDEX "outcomes_of_installation" ON "patchwright"."outcomes" USING btree ("installation_id");--> statement-breakpoint
CREATE INDEX "outcomes_of_repository" ON "patchwright"."outcomes" USING btree ("repository_id");