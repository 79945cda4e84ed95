-- AlterTable
ALTER TABLE "preview_shares" ADD COLUMN     "context_id" INTEGER,
ALTER COLUMN "session_id" DROP NOT NULL,
ALTER COLUMN "port" DROP NOT NULL;

-- CreateIndex
CREATE INDEX "preview_shares_context_id_idx" ON "preview_shares"("context_id");

-- AddForeignKey
ALTER TABLE "preview_shares" ADD CONSTRAINT "preview_shares_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "git_branches"("id") ON DELETE CASCADE ON UPDATE CASCADE;
