import * as monaco from 'monaco-editor/editor';
import EditorWorker from 'monaco-editor/editor/editor.worker?worker';
// Before anything asks for a service of Monaco: what registers itself later is never found.
import 'monaco-editor/features/register.all';
import 'monaco-editor/languages/register.all';
import { jsonDefaults } from 'monaco-editor/languages/features/json/register';
import { javascriptDefaults, typescriptDefaults } from 'monaco-editor/languages/features/typescript/register';
import { theme } from '../../../app/theme.ts';
import { registerLanguages } from './language.ts';
import { showTheme } from './themes.ts';
import './widgets.css';

export type Monaco = typeof monaco;
export { monaco };

/*
 * Workers of languages are chunks of their own, fetched when a file of the language is opened: TypeScript's alone is
 * larger than the editor.
 */
const workers: Record<string, () => Promise<{ default: new () => Worker }>> = {
  typescript: () => import('monaco-editor/language/typescript/ts.worker?worker'),
  javascript: () => import('monaco-editor/language/typescript/ts.worker?worker'),
  json: () => import('monaco-editor/language/json/json.worker?worker'),
  css: () => import('monaco-editor/language/css/css.worker?worker'),
  scss: () => import('monaco-editor/language/css/css.worker?worker'),
  less: () => import('monaco-editor/language/css/css.worker?worker'),
  html: () => import('monaco-editor/language/html/html.worker?worker'),
  handlebars: () => import('monaco-editor/language/html/html.worker?worker'),
  razor: () => import('monaco-editor/language/html/html.worker?worker'),
};

self.MonacoEnvironment = {
  async getWorker(_id, label) {
    const load = workers[label];
    return load ? new (await load()).default() : new EditorWorker();
  },
};

// Only the open files are here, so nearly every import would be an error to the type checker. Syntax is still checked.
for (const defaults of [typescriptDefaults, javascriptDefaults]) {
  defaults.setDiagnosticsOptions({
    noSemanticValidation: true,
    noSyntaxValidation: false,
    noSuggestionDiagnostics: true,
  });
  defaults.setCompilerOptions({
    ...defaults.getCompilerOptions(),
    allowNonTsExtensions: true,
    allowJs: true,
    jsx: 4,
    target: 99,
    module: 99,
    moduleResolution: 2,
  });
}
// tsconfig.json, devcontainer.json and their like have comments and trailing commas.
jsonDefaults.setDiagnosticsOptions({
  validate: true,
  comments: 'ignore',
  trailingCommas: 'ignore',
  schemaRequest: 'ignore',
});

registerLanguages(monaco);
showTheme(monaco, theme.get());
theme.subscribe(() => showTheme(monaco, theme.get()));
