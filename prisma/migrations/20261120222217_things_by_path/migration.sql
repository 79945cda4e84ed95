-- DropForeignKey
ALTER TABLE "files" DROP CONSTRAINT "files_parent_fkey";

-- DropForeignKey
ALTER TABLE "git_content" DROP CONSTRAINT "git_content_file_fkey";

-- DropIndex
DROP INDEX "files_parent_idx";

-- DropIndex
DROP INDEX "files_context_id_path_key";

-- AlterTable
ALTER TABLE "files" DROP CONSTRAINT "files_pkey",
DROP COLUMN "created_at",
DROP COLUMN "id",
DROP COLUMN "updated_at",
ALTER COLUMN "parent" SET NOT NULL,
ALTER COLUMN "parent" SET DATA TYPE TEXT,
ADD CONSTRAINT "files_pkey" PRIMARY KEY ("context_id", "path");

-- AlterTable
ALTER TABLE "git_content" DROP CONSTRAINT "git_content_pkey",
DROP COLUMN "file",
DROP COLUMN "updated_at",
ADD COLUMN     "path" TEXT NOT NULL,
ADD CONSTRAINT "git_content_pkey" PRIMARY KEY ("context_id", "path");

-- CreateIndex
CREATE INDEX "files_context_id_parent_idx" ON "files"("context_id", "parent");

-- AddForeignKey
ALTER TABLE "git_content" ADD CONSTRAINT "git_content_context_id_path_fkey" FOREIGN KEY ("context_id", "path") REFERENCES "files"("context_id", "path") ON DELETE CASCADE ON UPDATE CASCADE;
