-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "offered_to_id" TEXT;

-- CreateTable
CREATE TABLE "login_failures" (
    "key" VARCHAR(255) NOT NULL,
    "points" INTEGER NOT NULL DEFAULT 0,
    "expire" BIGINT,

    CONSTRAINT "login_failures_pkey" PRIMARY KEY ("key")
);

-- CreateIndex
CREATE INDEX "login_failures_expire_idx" ON "login_failures"("expire");

-- AddForeignKey
ALTER TABLE "environments" ADD CONSTRAINT "environments_offered_to_id_fkey" FOREIGN KEY ("offered_to_id") REFERENCES "users"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- Rights that change are told by the database, with the commit that changes them: no server and no program can forget to. The
-- arguments of each trigger are the columns that hold the person and the environment; '' where there is none.
CREATE FUNCTION "tell_rights_changed"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  "changed" jsonb := COALESCE(to_jsonb(OLD), to_jsonb(NEW));
BEGIN
  PERFORM pg_notify('craftastic_rights', jsonb_strip_nulls(jsonb_build_object(
    'userId', "changed" ->> TG_ARGV[0],
    'environmentId', "changed" ->> TG_ARGV[1]
  ))::text);
  RETURN NULL;
END
$$;

CREATE TRIGGER "tell_rights_changed" AFTER INSERT OR UPDATE OR DELETE ON "environment_members"
  FOR EACH ROW EXECUTE FUNCTION "tell_rights_changed"('user_id', 'environment_id');
CREATE TRIGGER "tell_rights_changed" AFTER UPDATE OF "owner_id" OR DELETE ON "environments"
  FOR EACH ROW EXECUTE FUNCTION "tell_rights_changed"('', 'id');
CREATE TRIGGER "tell_rights_changed" AFTER UPDATE OF "admin", "removed_at" OR DELETE ON "users"
  FOR EACH ROW EXECUTE FUNCTION "tell_rights_changed"('id', '');
CREATE TRIGGER "tell_rights_changed" AFTER DELETE ON "auth_sessions"
  FOR EACH ROW EXECUTE FUNCTION "tell_rights_changed"('user_id', '');
CREATE TRIGGER "tell_rights_changed" AFTER UPDATE OF "scopes", "environment_id", "expires_at" OR DELETE ON "access_tokens"
  FOR EACH ROW EXECUTE FUNCTION "tell_rights_changed"('user_id', '');
