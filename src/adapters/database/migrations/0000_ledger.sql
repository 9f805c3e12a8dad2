CREATE SCHEMA "patchwright";
--> statement-breakpoint
CREATE TABLE "patchwright"."deliveries" (
	"id" text PRIMARY KEY NOT NULL,
	"seen_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patchwright"."holds" (
	"key" text PRIMARY KEY NOT NULL,
	"holder" text NOT NULL,
	"until" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patchwright"."mail" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "patchwright"."mail_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" text NOT NULL,
	"cause" text NOT NULL,
	"digest" text NOT NULL,
	"event" json NOT NULL,
	"put_at" bigint NOT NULL,
	CONSTRAINT "mail_once" UNIQUE("run","cause","digest")
);
--> statement-breakpoint
CREATE TABLE "patchwright"."outbox" (
	"key" text PRIMARY KEY NOT NULL,
	"run" text NOT NULL,
	"generation" integer NOT NULL,
	"index" integer NOT NULL,
	"repository_id" bigint,
	"effect" json NOT NULL,
	"state" json NOT NULL,
	"changed_at" bigint NOT NULL,
	CONSTRAINT "outbox_order" UNIQUE("run","generation","index")
);
--> statement-breakpoint
CREATE TABLE "patchwright"."outcomes" (
	"id" text PRIMARY KEY NOT NULL,
	"outcome" json NOT NULL,
	"recorded_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patchwright"."plans" (
	"run" text NOT NULL,
	"generation" integer NOT NULL,
	"next" json NOT NULL,
	"planned_at" bigint NOT NULL,
	CONSTRAINT "plans_run_generation_pk" PRIMARY KEY("run","generation")
);
--> statement-breakpoint
CREATE TABLE "patchwright"."runs" (
	"key" text PRIMARY KEY NOT NULL,
	"open" boolean NOT NULL,
	"repository_id" bigint,
	"number" integer,
	"installation_id" bigint,
	"updated_at" bigint NOT NULL,
	"run" json NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patchwright"."signals" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "patchwright"."signals_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"run" text NOT NULL,
	"signal" json NOT NULL,
	"sent_at" bigint NOT NULL,
	CONSTRAINT "signals_key_unique" UNIQUE("key")
);
--> statement-breakpoint
CREATE TABLE "patchwright"."spending" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "patchwright"."spending_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"run" text NOT NULL,
	"prompt" text NOT NULL,
	"model" text NOT NULL,
	"tokens_in" integer NOT NULL,
	"tokens_cached" integer NOT NULL,
	"tokens_out" integer NOT NULL,
	"usd" double precision,
	"ms" double precision NOT NULL,
	"outcome" text NOT NULL,
	"spent_at" bigint NOT NULL
);
--> statement-breakpoint
CREATE TABLE "patchwright"."steps" (
	"run" text NOT NULL,
	"generation" integer NOT NULL,
	"name" text NOT NULL,
	"inputs" text NOT NULL,
	"value" json NOT NULL,
	"kept_at" bigint NOT NULL,
	CONSTRAINT "steps_run_generation_name_inputs_pk" PRIMARY KEY("run","generation","name","inputs")
);
--> statement-breakpoint
CREATE INDEX "mail_of_run" ON "patchwright"."mail" USING btree ("run","id");--> statement-breakpoint
CREATE INDEX "outbox_of_repository" ON "patchwright"."outbox" USING btree ("repository_id");--> statement-breakpoint
CREATE INDEX "runs_open_on" ON "patchwright"."runs" USING btree ("repository_id","number") WHERE open;--> statement-breakpoint
CREATE INDEX "runs_open_since" ON "patchwright"."runs" USING btree ("updated_at") WHERE open;--> statement-breakpoint
CREATE INDEX "runs_of_installation" ON "patchwright"."runs" USING btree ("installation_id");--> statement-breakpoint
CREATE INDEX "signals_of_run" ON "patchwright"."signals" USING btree ("run","id");--> statement-breakpoint
CREATE INDEX "spending_of_run" ON "patchwright"."spending" USING btree ("run","id");