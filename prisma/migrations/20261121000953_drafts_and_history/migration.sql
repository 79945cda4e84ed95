-- AlterTable
ALTER TABLE "git_branches" ADD COLUMN     "base" JSONB NOT NULL DEFAULT '[]',
ADD COLUMN     "omitted" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "things" ADD COLUMN     "uncommitted" BOOLEAN NOT NULL DEFAULT false;

-- CreateTable
CREATE TABLE "git_branch_commits" (
    "id" BIGSERIAL NOT NULL,
    "context_id" INTEGER NOT NULL,
    "incarnation" INTEGER NOT NULL,
    "commit" TEXT NOT NULL,
    "version" BIGINT NOT NULL,
    "synced_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "git_branch_commits_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "git_branch_commits_context_id_id_idx" ON "git_branch_commits"("context_id", "id");

-- AddForeignKey
ALTER TABLE "git_branch_commits" ADD CONSTRAINT "git_branch_commits_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "git_branches"("id") ON DELETE CASCADE ON UPDATE CASCADE;
