-- CreateEnum
CREATE TYPE "SyncMode" AS ENUM ('pull', 'push', 'mirror');

-- CreateEnum
CREATE TYPE "SyncStatus" AS ENUM ('synced', 'pending', 'error');

-- CreateEnum
CREATE TYPE "BranchStatus" AS ENUM ('active', 'merged', 'deleted');

-- CreateEnum
CREATE TYPE "FileType" AS ENUM ('file', 'directory', 'symlink', 'submodule');

-- CreateTable
CREATE TABLE "git_refs" (
    "environment_id" TEXT NOT NULL,
    "ref" TEXT NOT NULL,
    "commit" TEXT NOT NULL,

    CONSTRAINT "git_refs_pkey" PRIMARY KEY ("environment_id","ref")
);

-- CreateTable
CREATE TABLE "git" (
    "ns" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "path" TEXT NOT NULL DEFAULT '',
    "default_branch" TEXT NOT NULL,
    "branch_patterns" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "content_patterns" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "types" JSONB NOT NULL DEFAULT '[]',
    "sync_mode" "SyncMode" NOT NULL DEFAULT 'pull',
    "parent_ns" TEXT,
    "include_nested" BOOLEAN NOT NULL DEFAULT false,
    "preview_template" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "git_pkey" PRIMARY KEY ("ns")
);

-- CreateTable
CREATE TABLE "git_branches" (
    "id" SERIAL NOT NULL,
    "binding_ns" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "session" TEXT NOT NULL DEFAULT '',
    "branch_ns" TEXT,
    "head" TEXT,
    "commit" TEXT,
    "tree" TEXT,
    "revision" INTEGER NOT NULL DEFAULT 0,
    "status" "BranchStatus" NOT NULL DEFAULT 'active',
    "incarnation" INTEGER NOT NULL DEFAULT 1,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "sync_status" "SyncStatus" NOT NULL DEFAULT 'pending',
    "sync_error" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "last_sync_at" TIMESTAMPTZ(3),
    "merged_at" TIMESTAMPTZ(3),
    "deleted_at" TIMESTAMPTZ(3),

    CONSTRAINT "git_branches_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "files" (
    "id" BIGSERIAL NOT NULL,
    "context_id" INTEGER NOT NULL,
    "path" TEXT NOT NULL,
    "parent" BIGINT,
    "name" TEXT NOT NULL,
    "type" "FileType" NOT NULL,
    "hash" TEXT,
    "size" BIGINT,
    "mode" TEXT NOT NULL,
    "link_target" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "files_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "git_content" (
    "file" BIGINT NOT NULL,
    "context_id" INTEGER NOT NULL,
    "blob_sha" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "thing_id" TEXT,
    "thing" BIGINT,
    "sync_direction" TEXT NOT NULL DEFAULT 'git',
    "diagnostics" JSONB NOT NULL DEFAULT '[]',
    "updated_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "git_content_pkey" PRIMARY KEY ("file")
);

-- CreateTable
CREATE TABLE "things" (
    "version" BIGSERIAL NOT NULL,
    "ns" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "incarnation" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "content" TEXT,
    "deleted" BOOLEAN NOT NULL DEFAULT false,
    "visibility" TEXT NOT NULL DEFAULT 'public',
    "path" TEXT NOT NULL,
    "commit" TEXT NOT NULL,
    "previous" BIGINT,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "things_pkey" PRIMARY KEY ("version")
);

-- CreateTable
CREATE TABLE "thing_heads" (
    "context_id" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "version" BIGINT NOT NULL,

    CONSTRAINT "thing_heads_pkey" PRIMARY KEY ("context_id","id")
);

-- CreateTable
CREATE TABLE "thing_aliases" (
    "context_id" INTEGER NOT NULL,
    "alias" TEXT NOT NULL,
    "id" TEXT NOT NULL,

    CONSTRAINT "thing_aliases_pkey" PRIMARY KEY ("context_id","alias")
);

-- CreateTable
CREATE TABLE "relationships" (
    "version" BIGINT NOT NULL,
    "predicate" TEXT NOT NULL,
    "target" TEXT NOT NULL,

    CONSTRAINT "relationships_pkey" PRIMARY KEY ("version","predicate","target")
);

-- CreateTable
CREATE TABLE "blobs" (
    "hash" TEXT NOT NULL,
    "size" BIGINT NOT NULL,
    "tier" TEXT NOT NULL,
    "data" BYTEA,

    CONSTRAINT "blobs_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "events" (
    "sequence" BIGSERIAL NOT NULL,
    "verb" TEXT NOT NULL,
    "environment_id" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "events_pkey" PRIMARY KEY ("sequence")
);

-- CreateIndex
CREATE INDEX "git_environment_id_path_idx" ON "git"("environment_id", "path");

-- CreateIndex
CREATE INDEX "git_branches_branch_ns_idx" ON "git_branches"("branch_ns");

-- CreateIndex
CREATE UNIQUE INDEX "git_branches_binding_ns_branch_session_key" ON "git_branches"("binding_ns", "branch", "session");

-- CreateIndex
CREATE INDEX "files_parent_idx" ON "files"("parent");

-- CreateIndex
CREATE UNIQUE INDEX "files_context_id_path_key" ON "files"("context_id", "path");

-- CreateIndex
CREATE INDEX "git_content_context_id_thing_id_idx" ON "git_content"("context_id", "thing_id");

-- CreateIndex
CREATE INDEX "things_ns_branch_id_version_idx" ON "things"("ns", "branch", "id", "version");

-- CreateIndex
CREATE INDEX "thing_heads_id_idx" ON "thing_heads"("id");

-- CreateIndex
CREATE INDEX "thing_heads_version_idx" ON "thing_heads"("version");

-- CreateIndex
CREATE INDEX "relationships_target_idx" ON "relationships"("target");

-- CreateIndex
CREATE INDEX "events_environment_id_sequence_idx" ON "events"("environment_id", "sequence");

-- AddForeignKey
ALTER TABLE "git_refs" ADD CONSTRAINT "git_refs_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "git" ADD CONSTRAINT "git_environment_id_fkey" FOREIGN KEY ("environment_id") REFERENCES "environments"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "git_branches" ADD CONSTRAINT "git_branches_binding_ns_fkey" FOREIGN KEY ("binding_ns") REFERENCES "git"("ns") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "git_branches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "files" ADD CONSTRAINT "files_parent_fkey" FOREIGN KEY ("parent") REFERENCES "files"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "git_content" ADD CONSTRAINT "git_content_file_fkey" FOREIGN KEY ("file") REFERENCES "files"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "things" ADD CONSTRAINT "things_ns_fkey" FOREIGN KEY ("ns") REFERENCES "git"("ns") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thing_heads" ADD CONSTRAINT "thing_heads_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "git_branches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thing_heads" ADD CONSTRAINT "thing_heads_version_fkey" FOREIGN KEY ("version") REFERENCES "things"("version") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thing_aliases" ADD CONSTRAINT "thing_aliases_context_id_fkey" FOREIGN KEY ("context_id") REFERENCES "git_branches"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "relationships" ADD CONSTRAINT "relationships_version_fkey" FOREIGN KEY ("version") REFERENCES "things"("version") ON DELETE CASCADE ON UPDATE CASCADE;
