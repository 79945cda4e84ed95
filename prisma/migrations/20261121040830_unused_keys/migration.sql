-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "unused_keys" TEXT[] DEFAULT ARRAY[]::TEXT[];
