/** Where the bytes of a file are read; a directory gives an archive. */
export const downloadUrl = (sessionId: string, path: string): string =>
  `/api/files/download?${new URLSearchParams({ sessionId, path })}`;

/** Where the bytes of a file are put. */
export const uploadUrl = (sessionId: string, path: string, overwrite: boolean): string =>
  `/api/files/upload?${new URLSearchParams({ sessionId, path, ...(overwrite && { overwrite: '1' }) })}`;

/** Lets the browser save it. */
export function download(sessionId: string, path: string): void {
  const link = document.createElement('a');
  link.href = downloadUrl(sessionId, path);
  link.download = '';
  link.click();
}
