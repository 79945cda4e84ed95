import { useQuery } from '@tanstack/react-query';
import { useId } from 'react';
import { orpc } from '../../api/client.ts';
import { Checkbox } from '../../components/checkbox.tsx';
import { Field, Input, Textarea } from '../../components/field.tsx';
import { Select } from '../../components/select.tsx';
import type { BindingDraft, BindingProblems } from './binding-draft.ts';
import { SYNC_MODES } from './sync-modes.ts';

interface RulesFieldsProps {
  draft: BindingDraft;
  problems: BindingProblems;
  /** The others: each may be its parent. */
  namespaces: readonly string[];
  onChange: (part: Partial<BindingDraft>) => void;
}

/** Which branches, which files, and what they become. */
export function RulesFields({ draft, problems, namespaces, onChange }: RulesFieldsProps) {
  const branchList = useId();
  const nsList = useId();
  const branches = useQuery({
    ...orpc.environments.branches.queryOptions({ input: { id: draft.environmentId } }),
    enabled: draft.environmentId !== '',
  }).data;
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Default branch" error={problems.defaultBranch}>
          <Input
            value={draft.defaultBranch}
            onChange={(event) => onChange({ defaultBranch: event.target.value })}
            list={branchList}
          />
        </Field>
        <Field label="Parent namespace" error={problems.parentNs}>
          <Input
            value={draft.parentNs}
            onChange={(event) => onChange({ parentNs: event.target.value })}
            list={nsList}
            placeholder="none"
          />
        </Field>
        <Field label="Branch patterns" help="Branches that are there beside the default one; a glob a line.">
          <Textarea
            value={draft.branchPatterns}
            onChange={(event) => onChange({ branchPatterns: event.target.value })}
            rows={4}
            className="font-mono text-sm"
          />
        </Field>
        <Field label="Content patterns" help="Files that become Things; ! in front excludes.">
          <Textarea
            value={draft.contentPatterns}
            onChange={(event) => onChange({ contentPatterns: event.target.value })}
            rows={4}
            className="font-mono text-sm"
          />
        </Field>
      </div>
      <datalist id={branchList}>
        {branches?.map((branch) => (
          <option key={branch.name} value={branch.name} />
        ))}
      </datalist>
      <datalist id={nsList}>
        {namespaces.map((ns) => (
          <option key={ns} value={ns} />
        ))}
      </datalist>
      <Field
        label="Types"
        error={problems.types}
        help="Of files that name none: a pattern and a type a line. The first that matches counts."
      >
        <Textarea
          value={draft.types}
          onChange={(event) => onChange({ types: event.target.value })}
          rows={2}
          placeholder="posts/** https://schema.org/BlogPosting"
          className="font-mono text-sm"
        />
      </Field>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Sync mode" help={SYNC_MODES[draft.syncMode].meaning}>
          <Select
            value={draft.syncMode}
            onChange={(syncMode) => onChange({ syncMode })}
            options={(['pull', 'push', 'mirror'] as const).map((mode) => ({
              value: mode,
              label: SYNC_MODES[mode].label,
            }))}
          />
        </Field>
        <Field label="Namespace of a branch" error={problems.previewTemplate}>
          <Input
            value={draft.previewTemplate}
            onChange={(event) => onChange({ previewTemplate: event.target.value })}
            placeholder="https://preview-{branch}.docs.do"
          />
        </Field>
      </div>
      <Checkbox
        checked={draft.includeNested}
        onChange={(includeNested) => onChange({ includeNested })}
        label="Own the files of deeper bindings too"
        help="Else a file belongs to the binding of the deepest folder that it is in."
      />
    </>
  );
}
