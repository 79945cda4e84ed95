/**
 * An image’s name as the engine should pull it: with `:latest` where it says neither tag nor digest, since the engine
 * would else pull every tag there is. Null for what can’t be the name of an image, and for an id, which would be any image
 * of this machine, whoever made it.
 */
export function imageReference(image: string): string | null {
  if (!/^[a-zA-Z0-9][a-zA-Z0-9._:/@-]*$/.test(image) || image.startsWith('sha256:')) return null;
  const name = image.slice(image.lastIndexOf('/') + 1);
  return name.includes(':') || name.includes('@') ? image : `${image}:latest`;
}
