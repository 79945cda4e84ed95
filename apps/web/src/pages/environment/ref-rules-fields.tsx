import { Field, Input, Textarea } from '../../components/field.tsx';
import type { Draft, DraftProblems } from './draft.ts';

interface Props {
  draft: Draft;
  problems: DraftProblems;
  set: <K extends keyof Draft>(field: K) => (value: Draft[K]) => void;
}

/** What a repository that is hosted here takes of a push. */
export function RefRulesFields({ draft, problems, set }: Props) {
  const lines = (field: 'protectedBranches' | 'lockedBranches', label: string, help: string) => (
    <Field label={label} help={help} error={problems[field]}>
      <Textarea
        value={draft[field]}
        onChange={(event) => set(field)(event.target.value)}
        rows={2}
        className="font-mono text-sm"
      />
    </Field>
  );
  const megabytes = (field: 'mostOfPush' | 'mostOfFile', label: string, help: string) => (
    <Field label={label} help={help} error={problems[field]}>
      <Input
        value={draft[field]}
        onChange={(event) => set(field)(event.target.value)}
        inputMode="numeric"
        placeholder="any size"
        className="w-28 tabular-nums"
      />
    </Field>
  );
  return (
    <>
      {lines(
        'protectedBranches',
        'Protected branches',
        'Nobody deletes them or pushes over their history. A name or pattern a line: main, release/*',
      )}
      {lines('lockedBranches', 'Locked branches', 'They take no push at all. A name or pattern a line.')}
      {megabytes('mostOfPush', 'Largest push, in megabytes', 'As git sends it, compressed. Empty for any size.')}
      {megabytes('mostOfFile', 'Largest file, in megabytes', 'Of each file that a push brings. Empty for any size.')}
    </>
  );
}
