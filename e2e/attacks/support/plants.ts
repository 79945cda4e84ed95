import type { Target } from './ground.ts';

/** A repository made hostile by code of its own session, and the git command that shows the trap to be live. */
export interface Plant {
  name: string;
  /** Shell, run in the session's container. `$C` is the canary's program, `$B` the bare repository, `$W` the worktree. */
  script: string;
  /** Sprung by hand, in the worktree or in the bare repository. Left out where no git of this version would fall for it. */
  byHand?: {
    in: 'worktree' | 'bare';
    args: string[];
    /** Shell in the session, before. */
    before?: string;
    input?: string;
    /** What whoever runs it has in their own configuration. */
    home?: string;
  };
}

/**
 * Writes down who ran it and where, in two places that no session can write to: a folder of the host, and the root of
 * the environment's folder, which the repository sandbox alone has. Then passes its input on, as a filter should.
 */
export function canaryProgram(target: Target, outside: string): string {
  return `#!/bin/sh
for place in '${outside}' '${target.root}'; do
  (echo "$(id -u)@$(hostname) $0 $*" >> "$place/won") 2>/dev/null
done
case "$0" in *canary.sh) timeout 2 cat 2>/dev/null;; esac
exit 0
`;
}

/** Where a file was changed, so that git has to compare it. */
const touch = `printf 'changed\\n' >> "$W/README.md"`;

/** As it was, at another time: git has to read it through its filters to know. A file of another size it knows without. */
const restamp = 'git -C "$W" show HEAD:README.md > "$W/README.md"; touch -d 2001-01-01 "$W/README.md"';

/** Programs that git runs over files, commits and the worktree. */
export const OVER_FILES: Plant[] = [
  {
    name: 'a clean and smudge filter of the shared configuration',
    script: `git -C "$W" config filter.x.clean "$C"; git -C "$W" config filter.x.smudge "$C"
printf '* filter=x\\n' > "$W/.gitattributes"; mkdir -p "$B/info"; printf '* filter=x\\n' > "$B/info/attributes"; ${touch}`,
    byHand: { in: 'worktree', args: ['status'], before: restamp },
  },
  {
    name: 'a long-running filter process, required',
    script: `git -C "$W" config filter.x.process "$C"; git -C "$W" config filter.x.required true
printf '* filter=x\\n' > "$W/.gitattributes"; mkdir -p "$B/info"; printf '* filter=x\\n' > "$B/info/attributes"; ${touch}`,
    byHand: { in: 'worktree', args: ['status'], before: restamp },
  },
  {
    name: 'the LFS filter, taken over',
    script: `git -C "$W" config filter.lfs.process "$C"; git -C "$W" config filter.lfs.clean "$C"; git -C "$W" config filter.lfs.smudge "$C"
printf '* filter=lfs\\n' > "$W/.gitattributes"; mkdir -p "$B/info"; printf '* filter=lfs\\n' > "$B/info/attributes"; ${touch}`,
    byHand: { in: 'worktree', args: ['status'], before: restamp },
  },
  {
    name: 'core.fsmonitor',
    script: `git -C "$W" config core.fsmonitor "$C"`,
    byHand: { in: 'worktree', args: ['status'] },
  },
  {
    name: 'core.hooksPath with every hook',
    script: `mkdir -p "$B/evil"
for hook in post-checkout post-index-change reference-transaction pre-commit commit-msg post-commit pre-push pre-receive update post-update post-merge pre-auto-gc fsmonitor-watchman sendemail-validate; do
  cp "$C" "$B/evil/$hook"; done
git -C "$W" config core.hooksPath "$B/evil"; mkdir -p "$B/hooks"; cp "$B/evil/"* "$B/hooks/"`,
    byHand: { in: 'worktree', args: ['checkout', '-q', '-B', 'by-hand'] },
  },
  {
    name: 'gpg.program with signatures shown and made',
    script: `git -C "$W" config gpg.program "$C"; git -C "$W" config log.showSignature true; git -C "$W" config commit.gpgSign true
tree=$(git -C "$W" rev-parse 'HEAD^{tree}')
commit=$(printf 'tree %s\\nauthor A <a@b.c> 1 +0000\\ncommitter A <a@b.c> 1 +0000\\ngpgsig -----BEGIN PGP SIGNATURE-----\\n \\n x\\n -----END PGP SIGNATURE-----\\n\\nsigned\\n' "$tree" | git -C "$W" hash-object -t commit -w --stdin)
git -C "$W" update-ref refs/remotes/origin/signed "$commit"; git -C "$W" update-ref refs/remotes/origin/main "$commit"`,
    byHand: { in: 'bare', args: ['log', '-1', 'refs/remotes/origin/signed'] },
  },
  {
    name: 'an external diff and a textconv',
    script: `git -C "$W" config diff.external "$C"; git -C "$W" config diff.x.textconv "$C"; git -C "$W" config diff.x.command "$C"
printf '* diff=x\\n' > "$W/.gitattributes"; mkdir -p "$B/info"; printf '* diff=x\\n' > "$B/info/attributes"; ${touch}`,
    byHand: { in: 'worktree', args: ['--no-pager', 'diff'], before: touch },
  },
  {
    name: 'a merge driver',
    script: `git -C "$W" config merge.x.driver "$C"; printf '* merge=x\\n' > "$W/.gitattributes"; mkdir -p "$B/info"; printf '* merge=x\\n' > "$B/info/attributes"`,
  },
];

/** Programs that git reaches others with, and links that lead it to other repositories. */
export const LEADING_ELSEWHERE: Plant[] = [
  {
    name: 'uploadpack.packObjectsHook, in every file that a session can write',
    script: `git -C "$W" config uploadpack.packObjectsHook "$C"; git -C "$W" config --worktree uploadpack.packObjectsHook "$C" 2>/dev/null
git config --global uploadpack.packObjectsHook "$C"`,
    // From a repository's own file no git takes it; from the configuration of whoever serves it does.
    byHand: {
      in: 'bare',
      args: ['clone', '-q', '--no-local', '.', 'COPY'],
      home: '[uploadpack]\n packObjectsHook = CANARY\n[safe]\n directory = *\n',
    },
  },
  {
    name: 'core.alternateRefsCommand with an alternate',
    script: `mkdir -p "$B/other.git"; git init -q --bare "$B/other.git"
printf '%s\\n' "$B/other.git/objects" > "$B/objects/info/alternates"; git -C "$W" config core.alternateRefsCommand "$C"`,
    byHand: { in: 'bare', args: ['fetch', 'FROM', '+refs/heads/*:refs/by-hand/*'] },
  },
  {
    name: 'credential.helper, and one for the host alone',
    script: `git -C "$W" config credential.helper "!$C"; git -C "$W" config "credential.http://127.0.0.1.helper" "!$C"; git -C "$W" config core.askPass "$C"`,
    byHand: { in: 'bare', args: ['credential', 'fill'], input: 'protocol=https\nhost=example.org\n\n' },
  },
  {
    name: 'core.sshCommand, core.gitProxy, an alias, a pager, an editor',
    script: `for key in core.sshCommand core.gitProxy core.pager core.editor sequence.editor interactive.diffFilter; do git -C "$W" config "$key" "$C"; done
for verb in status fetch log branch for-each-ref diff-tree cat-file rev-parse checkout; do git -C "$W" config "alias.$verb" "!$C"; git -C "$W" config "pager.$verb" "$C"; done`,
    byHand: { in: 'bare', args: ['fetch', 'ssh://nobody@127.0.0.1/x', 'main'] },
  },
  {
    name: 'a remote that is a command: ext::, in url, pushurl, vcs and insteadOf',
    script: `git -C "$W" config protocol.allow always; git -C "$W" config protocol.ext.allow always
git -C "$W" config remote.origin.url "ext::$C %S"; git -C "$W" config remote.origin.pushurl "ext::$C %S"
git -C "$W" config "url.ext::$C .insteadOf" http; git -C "$W" config remote.origin.vcs ext; git -C "$W" config remote.origin.uploadpack "$C"`,
    byHand: { in: 'bare', args: ['fetch', 'origin'] },
  },
  {
    name: 'a replaced .git file, to a git directory in the worktree with traps of its own',
    script: `rm -f "$W/.git"; git init -q "$W/.evil"; cp -r "$W/.evil/.git" "$W/evil.git"; rm -rf "$W/.evil"
printf '[core]\\n repositoryformatversion = 0\\n bare = false\\n fsmonitor = %s\\n sshCommand = %s\\n[filter "x"]\\n clean = %s\\n smudge = %s\\n' "$C" "$C" "$C" "$C" > "$W/evil.git/config"
printf '* filter=x\\n' > "$W/.gitattributes"; printf 'gitdir: %s/evil.git\\n' "$W" > "$W/.git"; git -C "$W" add README.md 2>/dev/null; ${touch}`,
    byHand: { in: 'worktree', args: ['status'], before: touch },
  },
  {
    name: 'a commondir that leads to another configuration',
    script: `mkdir -p "$B/evil.git"; cp -r "$B/refs" "$B/objects" "$B/HEAD" "$B/evil.git/"; cp "$B/packed-refs" "$B/evil.git/" 2>/dev/null
printf '[core]\\n repositoryformatversion = 0\\n bare = false\\n fsmonitor = %s\\n[filter "x"]\\n clean = %s\\n smudge = %s\\n' "$C" "$C" "$C" > "$B/evil.git/config"
printf '* filter=x\\n' > "$W/.gitattributes"
for record in "$B"/worktrees/*; do printf '../../evil.git\\n' > "$record/commondir"; done; ${touch}`,
    byHand: { in: 'worktree', args: ['status'], before: touch },
  },
  {
    name: 'a nested repository with filters of its own',
    script: `mkdir -p "$W/nested"; git init -q "$W/nested"; git -C "$W/nested" config filter.x.clean "$C"; git -C "$W/nested" config core.fsmonitor "$C"
printf '* filter=x\\n' > "$W/nested/.gitattributes"; printf 'a\\n' > "$W/nested/a"; git -C "$W/nested" add -A 2>/dev/null
git -C "$W/nested" -c core.fsmonitor= -c filter.x.clean= -c user.name=a -c user.email=a@b.c commit -qm a; printf 'b\\n' > "$W/nested/a"
git -C "$W" -c advice.addEmbeddedRepo=false add nested 2>/dev/null`,
    byHand: { in: 'worktree', args: ['status'] },
  },
  {
    name: 'a submodule at a command, at a file and at an option',
    script: `git -C "$W" config protocol.allow always; git -C "$W" config protocol.ext.allow always; git -C "$W" config submodule.recurse true; git -C "$W" config fetch.recurseSubmodules true
printf '[submodule "a"]\\n path = a\\n url = ext::%s\\n update = !%s\\n[submodule "b"]\\n path = b\\n url = -u%s\\n[submodule "../../c"]\\n path = c\\n url = file:///etc\\n' "$C" "$C" "$C" > "$W/.gitmodules"
for name in a b c; do git -C "$W" config "submodule.$name.url" "ext::$C"; git -C "$W" config "submodule.$name.update" "!$C"; git -C "$W" update-index --add --cacheinfo "160000,$(git -C "$W" rev-parse HEAD),$name"; done`,
    byHand: {
      in: 'worktree',
      // Of the three traps git itself declines this one, and then looks at none of the others.
      before: 'git config --file "$W/.gitmodules" --unset submodule.a.update',
      args: ['-c', 'protocol.ext.allow=always', 'submodule', 'update', '--init', 'a'],
    },
  },
];
