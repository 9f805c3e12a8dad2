CREATE TABLE "patchwright"."lessons" (
	"repository_id" bigint NOT NULL,
	"id" integer NOT NULL,
	"installation_id" bigint NOT NULL,
	"key" text NOT NULL,
	"lesson" json,
	"added_at" bigint NOT NULL,
	CONSTRAINT "lessons_repository_id_id_pk" PRIMARY KEY("repository_id","id"),
	CONSTRAINT "lessons_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE INDEX "lessons_of_installation" ON "patchwright"."lessons" USING btree ("installation_id");