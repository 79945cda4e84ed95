import {
  Braces,
  Database,
  File,
  FileArchive,
  FileCode2,
  FileImage,
  FileLock2,
  FileText,
  GitBranch,
  Hash,
  type LucideIcon,
  Package,
  Settings2,
  SquareTerminal,
} from 'lucide-react';

type Hue = 'orange' | 'yellow' | 'green' | 'teal' | 'blue' | 'violet' | 'pink' | 'grey';

const COLORS: Record<Hue, string> = {
  orange: 'light-dark(#b8480e, #ee8d55)',
  yellow: 'light-dark(#8a6400, #dcb65a)',
  green: 'light-dark(#2c7a4b, #7cc394)',
  teal: 'light-dark(#1d7680, #6cc0c6)',
  blue: 'light-dark(#2c62a8, #85aef0)',
  violet: 'light-dark(#6f4a9e, #b99be6)',
  pink: 'light-dark(#a83262, #ea8fb2)',
  grey: 'light-dark(#736c62, #968e83)',
};

type Look = readonly [LucideIcon, Hue];

const BY_EXTENSION: Record<string, Look> = {};
const add = (look: Look, ...extensions: string[]) => {
  for (const extension of extensions) BY_EXTENSION[extension] = look;
};
add([FileCode2, 'blue'], 'ts', 'tsx', 'mts', 'cts', 'go', 'cs', 'fs');
add([FileCode2, 'yellow'], 'js', 'jsx', 'mjs', 'cjs', 'py', 'pyi');
add([FileCode2, 'orange'], 'rs', 'html', 'htm', 'svelte', 'swift', 'java', 'scala');
add([FileCode2, 'pink'], 'rb', 'php', 'erb', 'dart');
add([FileCode2, 'teal'], 'c', 'h', 'cc', 'cpp', 'hpp', 'zig', 'lua', 'r', 'jl');
add([FileCode2, 'green'], 'vue', 'ex', 'exs', 'clj');
add([FileCode2, 'violet'], 'kt', 'kts', 'hs', 'ml', 'elm', 'astro');
add([Hash, 'violet'], 'css', 'scss', 'sass', 'less');
add([Braces, 'yellow'], 'json', 'jsonc', 'json5', 'webmanifest');
add([Settings2, 'grey'], 'yml', 'yaml', 'toml', 'ini', 'cfg', 'conf', 'xml', 'properties', 'editorconfig');
add([FileText, 'blue'], 'md', 'mdx', 'rst', 'adoc');
add([FileText, 'grey'], 'txt', 'log', 'pdf');
add([SquareTerminal, 'green'], 'sh', 'bash', 'zsh', 'fish', 'ps1', 'bat');
add([Database, 'teal'], 'sql', 'prisma', 'db', 'sqlite', 'csv', 'parquet');
add([FileImage, 'pink'], 'png', 'jpg', 'jpeg', 'gif', 'webp', 'svg', 'ico', 'avif', 'bmp');
add([FileArchive, 'grey'], 'zip', 'gz', 'tgz', 'tar', 'xz', 'zst', '7z', 'jar', 'wasm');
add([FileLock2, 'yellow'], 'lock', 'pem', 'key', 'crt');

const BY_NAME: Record<string, Look> = {
  'package.json': [Package, 'green'],
  'package-lock.json': [FileLock2, 'yellow'],
  'cargo.toml': [Package, 'orange'],
  'go.mod': [Package, 'blue'],
  dockerfile: [SquareTerminal, 'blue'],
  makefile: [SquareTerminal, 'orange'],
  license: [FileText, 'yellow'],
  '.gitignore': [GitBranch, 'orange'],
  '.gitattributes': [GitBranch, 'orange'],
  '.gitmodules': [GitBranch, 'orange'],
  '.env': [FileLock2, 'yellow'],
};

/** Decorative: by the file's name. */
export function FileIcon({ name, size = 15 }: { name: string; size?: number }) {
  const lower = name.toLowerCase();
  const [Icon, hue] = BY_NAME[lower] ?? BY_EXTENSION[lower.slice(lower.lastIndexOf('.') + 1)] ?? [File, 'grey'];
  return <Icon aria-hidden size={size} strokeWidth={1.75} className="shrink-0" style={{ color: COLORS[hue] }} />;
}
