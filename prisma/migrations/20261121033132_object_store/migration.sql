-- What is kept here can be read again from the repositories, and which one it came from was not known.
DELETE FROM "blobs";

-- AlterTable
ALTER TABLE "blobs" DROP CONSTRAINT "blobs_pkey",
ADD COLUMN     "environment_id" TEXT NOT NULL,
ADD COLUMN     "key" TEXT,
ADD COLUMN     "unused_since" TIMESTAMPTZ(3),
ADD CONSTRAINT "blobs_pkey" PRIMARY KEY ("environment_id", "hash");
