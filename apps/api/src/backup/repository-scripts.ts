/**
 * Writes an environment's folder as a tar, so that it is whole although git goes on meanwhile. Refs come before objects:
 * every commit that a ref names is there when the ref is read, and objects are only ever added or packed anew. Loose refs
 * before packed ones, and loose objects before packs (by name), since that is the way they move. Files that change while
 * they are read are as good as what an editor would have read at that moment; one that goes is left out.
 */
export const PACK_REPOSITORY = `
set -eu
set --
for git in .git gitx.git; do
  [ -d "$git" ] || continue
  for part in refs packed-refs HEAD; do [ ! -e "$git/$part" ] || set -- "$@" "$git/$part"; done
done
for entry in .git gitx.git; do [ ! -d "$entry" ] || set -- "$@" --exclude="$entry/*.lock" "$entry"; done
[ ! -d worktrees ] || set -- "$@" worktrees
code=0
tar --create --sort=name --format=posix --numeric-owner --warning=no-file-changed --warning=no-file-removed --warning=no-file-ignored "$@" || code=$?
# 1: something changed while it was read.
[ "$code" -le 1 ]
`;

/** Whether a path can stand in the script below. */
export const isPlainPath = (path: string): boolean => /^\/[\w./+@ -]*$/.test(path);

/**
 * Unpacks such a tar into its folder, and says to each worktree and its repository where the other one is now. Links are
 * put in place last by tar and are never followed by it.
 */
export function unpackRepository(directory: string): string {
  return `
set -eu
tar --extract --no-same-owner --delay-directory-restore
[ -d .git/worktrees ] || exit 0
for record in .git/worktrees/*/; do
  name=$(basename "$record")
  [ -d "worktrees/$name" ] && [ ! -L "worktrees/$name" ] || continue
  rm -f "worktrees/$name/.git" "$record/gitdir"
  printf 'gitdir: %s\\n' '${directory}/.git/worktrees/'"$name" > "worktrees/$name/.git"
  printf '%s\\n' '${directory}/worktrees/'"$name/.git" > "$record/gitdir"
done
`;
}
