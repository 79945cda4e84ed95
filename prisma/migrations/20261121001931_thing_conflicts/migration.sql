-- CreateTable
CREATE TABLE "thing_conflicts" (
    "id" TEXT NOT NULL,
    "binding_ns" TEXT NOT NULL,
    "branch" TEXT NOT NULL,
    "thing_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "base" BIGINT NOT NULL,
    "mine" JSONB NOT NULL,
    "message" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "thing_conflicts_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "thing_conflicts_user_id_idx" ON "thing_conflicts"("user_id");

-- CreateIndex
CREATE UNIQUE INDEX "thing_conflicts_binding_ns_branch_thing_id_user_id_key" ON "thing_conflicts"("binding_ns", "branch", "thing_id", "user_id");

-- AddForeignKey
ALTER TABLE "thing_conflicts" ADD CONSTRAINT "thing_conflicts_binding_ns_fkey" FOREIGN KEY ("binding_ns") REFERENCES "git"("ns") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "thing_conflicts" ADD CONSTRAINT "thing_conflicts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE ON UPDATE CASCADE;
