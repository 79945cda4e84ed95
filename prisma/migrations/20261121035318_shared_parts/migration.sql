-- DropForeignKey
ALTER TABLE "files" DROP CONSTRAINT "files_context_id_fkey";

-- DropForeignKey
ALTER TABLE "git_content" DROP CONSTRAINT "git_content_context_id_path_fkey";

-- DropForeignKey
ALTER TABLE "thing_heads" DROP CONSTRAINT "thing_heads_context_id_fkey";

-- DropForeignKey
ALTER TABLE "thing_heads" DROP CONSTRAINT "thing_heads_version_fkey";

-- DropIndex
DROP INDEX "files_context_id_parent_idx";

-- DropIndex
DROP INDEX "git_content_context_id_thing_id_idx";

-- CreateTable
CREATE TABLE "file_parts" (
    "id" SERIAL NOT NULL,
    "binding_ns" TEXT NOT NULL,

    CONSTRAINT "file_parts_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "git_branch_parts" (
    "context_id" INTEGER NOT NULL,
    "slot" SMALLINT NOT NULL,
    "part" INTEGER NOT NULL,

    CONSTRAINT "git_branch_parts_pkey" PRIMARY KEY ("context_id","slot")
);

-- What contexts have now becomes parts of their own. What begins as a copy from now on shares them.
CREATE TEMPORARY TABLE "moved" AS
SELECT s.context_id, s.slot, nextval('file_parts_id_seq')::int AS part
FROM (SELECT DISTINCT context_id, get_byte(decode(md5(path), 'hex'), 0) AS slot FROM "files") s;

INSERT INTO "file_parts" ("id", "binding_ns")
SELECT m.part, c.binding_ns FROM "moved" m JOIN "git_branches" c ON c.id = m.context_id;

INSERT INTO "git_branch_parts" ("context_id", "slot", "part") SELECT context_id, slot, part FROM "moved";

-- AlterTable
ALTER TABLE "files" DROP CONSTRAINT "files_pkey", ADD COLUMN "part" INTEGER;
ALTER TABLE "git_content" DROP CONSTRAINT "git_content_pkey", ADD COLUMN "part" INTEGER;

UPDATE "files" f SET part = m.part FROM "moved" m
WHERE m.context_id = f.context_id AND m.slot = get_byte(decode(md5(f.path), 'hex'), 0);

UPDATE "git_content" c SET part = m.part FROM "moved" m
WHERE m.context_id = c.context_id AND m.slot = get_byte(decode(md5(c.path), 'hex'), 0);

ALTER TABLE "files" DROP COLUMN "context_id", ALTER COLUMN "part" SET NOT NULL,
ADD CONSTRAINT "files_pkey" PRIMARY KEY ("part", "path");

ALTER TABLE "git_content" DROP COLUMN "context_id", ALTER COLUMN "part" SET NOT NULL,
ADD CONSTRAINT "git_content_pkey" PRIMARY KEY ("part", "path");

DROP TABLE "moved";

-- DropTable
DROP TABLE "thing_heads";

-- CreateIndex
CREATE INDEX "file_parts_binding_ns_idx" ON "file_parts"("binding_ns");

-- CreateIndex
CREATE INDEX "git_branch_parts_part_idx" ON "git_branch_parts"("part");

-- CreateIndex
CREATE INDEX "files_part_parent_idx" ON "files"("part", "parent");

-- CreateIndex
CREATE INDEX "git_content_thing_id_part_idx" ON "git_content"("thing_id", "part");

-- CreateIndex
CREATE INDEX "git_content_thing_idx" ON "git_content"("thing");

-- AddForeignKey
ALTER TABLE "file_parts" ADD CONSTRAINT "file_parts_binding_ns_fkey" FOREIGN KEY ("binding_ns") REFERENCES "git"("ns") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "git_branch_parts" ADD CONSTRAINT "git_branch_parts_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "git_branches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "git_branch_parts" ADD CONSTRAINT "git_branch_parts_part_fkey" FOREIGN KEY ("part") REFERENCES "file_parts"("id") ON DELETE NO ACTION ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_part_fkey" FOREIGN KEY ("part") REFERENCES "file_parts"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "git_content" ADD CONSTRAINT "git_content_part_fkey" FOREIGN KEY ("part") REFERENCES "file_parts"("id") ON DELETE CASCADE ON UPDATE CASCADE;
