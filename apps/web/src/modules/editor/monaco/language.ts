import type { Monaco } from './monaco.ts';

/** What Monaco's own lists of extensions leave out. */
const BY_NAME: Record<string, { extensions?: string[]; filenames?: string[] }> = {
  json: {
    extensions: ['.jsonc', '.json5', '.webmanifest', '.code-workspace', '.ipynb', '.map'],
    filenames: ['.prettierrc', '.swcrc', '.lintstagedrc', 'composer.lock', 'flake.lock'],
  },
  shell: {
    extensions: ['.zsh', '.bashrc', '.envrc'],
    filenames: ['.bashrc', '.zshrc', '.profile', '.bash_profile', '.envrc', 'PKGBUILD', 'pre-commit', 'commit-msg'],
  },
  ini: {
    extensions: ['.toml', '.cfg', '.conf', '.service', '.env'],
    filenames: ['.gitconfig', '.gitmodules', '.editorconfig', '.npmrc', '.env', 'Cargo.lock', 'poetry.lock'],
  },
  dockerfile: { extensions: ['.containerfile'], filenames: ['Dockerfile', 'Containerfile'] },
  ruby: { filenames: ['Gemfile', 'Rakefile', 'Podfile', 'Vagrantfile', 'Brewfile'] },
  python: { filenames: ['SConstruct', 'wscript'], extensions: ['.pyi'] },
  yaml: { filenames: ['.clang-format', '.clang-tidy'] },
  xml: { extensions: ['.plist', '.resx', '.storyboard', '.xib'] },
  html: { extensions: ['.vue', '.svelte', '.astro'] },
  typescript: { extensions: ['.mts', '.cts'] },
  c: { extensions: ['.ino'] },
};

export function registerLanguages(monaco: Monaco): void {
  for (const [id, names] of Object.entries(BY_NAME)) monaco.languages.register({ id, ...names });
}

/** The language's id and the name that people call it by, by the file's name alone; plain text where none fits. */
export function languageOf(monaco: Monaco, path: string): string {
  const name = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  let best = 'plaintext';
  let length = 0;
  for (const language of monaco.languages.getLanguages()) {
    if (language.filenames?.some((each) => each.toLowerCase() === name)) return language.id;
    for (const extension of language.extensions ?? []) {
      if (extension.length <= length || !name.endsWith(extension.toLowerCase())) continue;
      best = language.id;
      length = extension.length;
    }
  }
  if (best === 'plaintext' && /^(dockerfile|containerfile)\./.test(name)) return 'dockerfile';
  return best;
}

export function languageName(monaco: Monaco, id: string): string {
  return monaco.languages.getLanguages().find((each) => each.id === id && each.aliases?.length)?.aliases?.[0] ?? id;
}
