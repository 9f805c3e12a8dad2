ALTER TABLE "patchwright"."deliveries" RENAME TO "redeliveries";
--> statement-breakpoint
ALTER TABLE "patchwright"."redeliveries" RENAME COLUMN "seen_at" TO "asked_at";
