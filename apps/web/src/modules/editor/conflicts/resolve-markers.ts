import type { editor, IDisposable } from 'monaco-editor/editor';
import type { Monaco } from '../monaco/monaco.ts';
import { type MarkedConflict, markedConflicts, resolved, type Side } from './markers.ts';

const COMMAND = 'craftastic.resolveConflict';
const LABELS: Record<Side, string> = {
  current: 'Accept current',
  incoming: 'Accept incoming',
  both: 'Accept both',
};

/** Replaces a marked conflict by one side of it. False where it is no longer as it was shown. */
function resolveMarked(model: editor.ITextModel, conflict: MarkedConflict, side: Side): boolean {
  const lines = model.getLinesContent();
  const still = markedConflicts(lines).some((each) => each.start === conflict.start && each.end === conflict.end);
  if (!still) return false;
  const kept = resolved(lines, conflict, side);
  const [first, last] = [conflict.start + 1, conflict.end + 1];
  // Without text its line goes too, with the line end after it or before it.
  const isLast = last === model.getLineCount();
  const whole = kept.length === 0 && !isLast;
  model.pushStackElement();
  model.pushEditOperations(
    null,
    [
      {
        range: {
          startLineNumber: first,
          startColumn: 1,
          endLineNumber: whole ? last + 1 : last,
          endColumn: whole ? 1 : model.getLineMaxColumn(last),
        },
        text: kept.join('\n'),
      },
    ],
    () => null,
  );
  model.pushStackElement();
  return true;
}

export function resolveAllMarked(model: editor.ITextModel, side: Side): void {
  // From the end, so that the lines of those still to come stay where they are.
  for (const conflict of markedConflicts(model.getLinesContent()).reverse()) resolveMarked(model, conflict, side);
}

/** Colours the sides of the marked conflicts of a model and puts the choices above each, until disposed. */
export function showMarkers(
  monaco: Monaco,
  model: editor.ITextModel,
  onCount: (conflicts: number) => void,
): IDisposable {
  const decorations = new Set<string>();
  const update = () => {
    const conflicts = markedConflicts(model.getLinesContent());
    const old = [...decorations];
    decorations.clear();
    for (const id of model.deltaDecorations(
      old,
      conflicts.flatMap((each) => decorate(each)),
    ))
      decorations.add(id);
    onCount(conflicts.length);
  };
  const decorate = ({ start, base, middle, end }: MarkedConflict): editor.IModelDeltaDecoration[] => [
    lines(start, start, 'conflict-current-header'),
    ...(start + 1 < (base ?? middle) ? [lines(start + 1, (base ?? middle) - 1, 'conflict-current')] : []),
    ...(base === null ? [] : [lines(base, middle - 1, 'conflict-base')]),
    ...(middle + 1 < end ? [lines(middle + 1, end - 1, 'conflict-incoming')] : []),
    lines(end, end, 'conflict-incoming-header'),
  ];
  const lines = (from: number, to: number, className: string): editor.IModelDeltaDecoration => ({
    range: new monaco.Range(from + 1, 1, to + 1, 1),
    options: { isWholeLine: true, className },
  });
  update();
  const listener = model.onDidChangeContent(update);
  const lenses = registerLenses(monaco, model);
  return {
    dispose() {
      listener.dispose();
      lenses.dispose();
      if (!model.isDisposed()) model.deltaDecorations([...decorations], []);
    },
  };
}

let commanded = false;

/** Monaco keeps commands for good, so this one is made once. */
function registerResolveCommand(monaco: Monaco): void {
  if (commanded) return;
  commanded = true;
  monaco.editor.registerCommand(COMMAND, (_accessor, uri: string, conflict: MarkedConflict, side: Side) => {
    const model = monaco.editor.getModel(monaco.Uri.parse(uri));
    if (model) resolveMarked(model, conflict, side);
  });
}

/** Code lenses above every marked conflict of one model, until disposed. */
function registerLenses(monaco: Monaco, model: editor.ITextModel): IDisposable {
  registerResolveCommand(monaco);
  return monaco.languages.registerCodeLensProvider('*', {
    provideCodeLenses: (asked) => ({
      dispose: () => {},
      lenses: (asked === model ? markedConflicts(asked.getLinesContent()) : []).flatMap((conflict) =>
        (['current', 'incoming', 'both'] as const).map((side) => ({
          range: new monaco.Range(conflict.start + 1, 1, conflict.start + 1, 1),
          command: { id: COMMAND, title: LABELS[side], arguments: [asked.uri.toString(), conflict, side] },
        })),
      ),
    }),
  });
}
