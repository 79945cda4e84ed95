-- CreateEnum
CREATE TYPE "PreviewGrantKind" AS ENUM ('ticket', 'cookie');

-- AlterTable
ALTER TABLE "environments" ADD COLUMN     "dev_command" TEXT NOT NULL DEFAULT '',
ADD COLUMN     "dev_port" INTEGER,
ADD COLUMN     "use_devcontainer" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "preview_shares" (
    "id" TEXT NOT NULL,
    "hash" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "port" INTEGER NOT NULL,
    "user_id" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preview_shares_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "preview_grants" (
    "hash" TEXT NOT NULL,
    "kind" "PreviewGrantKind" NOT NULL,
    "label" TEXT NOT NULL,
    "session_id" TEXT,
    "user_id" TEXT NOT NULL,
    "login_id" TEXT,
    "access_token_id" TEXT,
    "share_id" TEXT,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "preview_grants_pkey" PRIMARY KEY ("hash")
);

-- CreateIndex
CREATE UNIQUE INDEX "preview_shares_hash_key" ON "preview_shares"("hash");

-- CreateIndex
CREATE INDEX "preview_shares_session_id_idx" ON "preview_shares"("session_id");

-- CreateIndex
CREATE INDEX "preview_grants_session_id_idx" ON "preview_grants"("session_id");

-- CreateIndex
CREATE INDEX "preview_grants_user_id_idx" ON "preview_grants"("user_id");

-- CreateIndex
CREATE INDEX "preview_grants_login_id_idx" ON "preview_grants"("login_id");

-- CreateIndex
CREATE INDEX "preview_grants_access_token_id_idx" ON "preview_grants"("access_token_id");

-- CreateIndex
CREATE INDEX "preview_grants_share_id_idx" ON "preview_grants"("share_id");

-- CreateIndex
CREATE INDEX "preview_grants_expires_at_idx" ON "preview_grants"("expires_at");

-- AddForeignKey
ALTER TABLE "preview_shares" ADD CONSTRAINT "preview_shares_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preview_shares" ADD CONSTRAINT "preview_shares_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preview_grants" ADD CONSTRAINT "preview_grants_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preview_grants" ADD CONSTRAINT "preview_grants_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preview_grants" ADD CONSTRAINT "preview_grants_login_id_fkey" FOREIGN KEY ("login_id") REFERENCES "auth_sessions"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preview_grants" ADD CONSTRAINT "preview_grants_access_token_id_fkey" FOREIGN KEY ("access_token_id") REFERENCES "access_tokens"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "preview_grants" ADD CONSTRAINT "preview_grants_share_id_fkey" FOREIGN KEY ("share_id") REFERENCES "preview_shares"("id") ON DELETE CASCADE ON UPDATE CASCADE;
