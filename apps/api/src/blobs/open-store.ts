import { FileStore } from '@craftastic/store/file-store';
import { type ObjectStore, StoreError } from '@craftastic/store/object-store';
import type { Logger } from 'pino';
import type { DataPaths } from '../paths.ts';
import { type Settings, SettingsError } from '../settings.ts';

/**
 * The store that the settings name. Each installation has a prefix of its own in a bucket: what one finds that it knows nothing
 * of, it removes, and that must never be another one's. Throws {@link SettingsError} where the store will not have us; one that
 * does not answer is waited for, since all that is in it can be read from the repositories.
 */
export async function openStore(
  { store: settings }: Settings,
  paths: DataPaths,
  installation: string,
  log: Logger,
): Promise<ObjectStore> {
  const store = settings === null ? new FileStore(paths.objects) : await openS3(settings, installation);
  try {
    await store.check();
  } catch (error) {
    if (!(error instanceof StoreError)) throw error;
    if (error.refused) throw new SettingsError(`CRAFTASTIC_STORE_BUCKET: ${error.message}`);
    log.warn(
      { err: error },
      'the object store does not answer; large files are read from the repositories until it does',
    );
  }
  return store;
}

/** Amazon's client is read from the disk only where it is used. */
async function openS3(settings: NonNullable<Settings['store']>, installation: string): Promise<ObjectStore> {
  const { S3Store } = await import('@craftastic/store/s3-store');
  return new S3Store(settings, `${settings.prefix}${installation}/`);
}
