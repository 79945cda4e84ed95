import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const COMPRESSIBLE = /\.(js|css|svg|json|wasm)$/;
/** Below a packet or so nothing is won. */
const LEAST_BYTES = 1400;

/**
 * Writes `.br` and `.gz` beside what a browser downloads. At build, because Monaco's 4 MB would take longer to compress at
 * each request than to send. Brotli at 9: 11 takes ten times as long for 3 % less.
 */
export async function precompress(directory: string): Promise<void> {
  const files = await readdir(directory, { recursive: true, withFileTypes: true });
  await Promise.all(
    files
      .filter((file) => file.isFile() && COMPRESSIBLE.test(file.name))
      .map(async (file) => {
        const path = join(file.parentPath, file.name);
        const content = await readFile(path);
        if (content.length < LEAST_BYTES) return;
        const quality = { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } };
        await Promise.all([
          promisify(brotliCompress)(content, quality).then((bytes) => writeFile(`${path}.br`, bytes)),
          promisify(gzip)(content).then((bytes) => writeFile(`${path}.gz`, bytes)),
        ]);
      }),
  );
}
