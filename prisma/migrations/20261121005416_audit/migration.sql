-- CreateTable
CREATE TABLE "audit" (
    "id" BIGSERIAL NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "user_id" TEXT,
    "login" TEXT,
    "via" TEXT,
    "token_id" TEXT,
    "address" TEXT,
    "environment_id" TEXT,
    "session_id" TEXT,
    "action" TEXT NOT NULL,
    "subject" TEXT,
    "result" TEXT NOT NULL,
    "duration_ms" INTEGER NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("id")
);

-- What was recorded so far goes on in the new table.
INSERT INTO "audit" ("created_at", "user_id", "login", "environment_id", "session_id", "action", "result", "duration_ms")
SELECT o."created_at", o."user_id", u."login", o."environment_id", o."session_id", 'git.' || o."verb", o."result", o."duration_ms"
FROM "git_operations" o JOIN "users" u ON u."id" = o."user_id"
ORDER BY o."id";

-- DropForeignKey
ALTER TABLE "git_operations" DROP CONSTRAINT "git_operations_user_id_fkey";

-- DropTable
DROP TABLE "git_operations";

-- CreateIndex
CREATE INDEX "audit_environment_id_id_idx" ON "audit"("environment_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_user_id_id_idx" ON "audit"("user_id", "id" DESC);

-- CreateIndex
CREATE INDEX "audit_created_at_idx" ON "audit"("created_at");
