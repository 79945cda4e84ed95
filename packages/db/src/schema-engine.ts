import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import * as bindings from '@prisma/schema-engine-wasm/schema_engine_bg';

const require = createRequire(import.meta.url);
let loaded: Promise<void> | undefined;

/**
 * Prisma's schema engine, the one behind `prisma migrate`, as its WebAssembly build. The native one is a download of
 * its own at install, which a machine that reaches only the npm registry can't make. The package's own entry imports
 * the `.wasm` as a module, which Node doesn't do without a flag, hence the instantiation by hand.
 */
export async function openSchemaEngine(databaseUrl: string, schema?: { path: string; content: string }) {
  loaded ??= instantiate();
  await loaded;
  const scripts = new WholeScripts({ connectionString: databaseUrl });
  const engine = await bindings.SchemaEngine.new(
    { datamodels: schema ? [[schema.path, schema.content]] : undefined },
    () => {}, // its log
    bindMigrationAwareSqlAdapterFactory(scripts),
  );
  const dispose = async () => {
    engine.free();
    // It leaves them open, and PostgreSQL can't copy or drop a database that is in use.
    await scripts.close();
  };
  return Object.assign(engine, { [Symbol.asyncDispose]: dispose });
}

/**
 * Prisma's adapter cuts a script at each semicolon, those in the body of a function too, and runs the pieces one by one.
 * PostgreSQL takes it as it is, and all of it or nothing.
 */
class WholeScripts extends PrismaPg {
  readonly #open = new AsyncDisposableStack();

  override async connect() {
    const adapter = await super.connect();
    this.#open.defer(() => adapter.dispose());
    adapter.executeScript = async (script) => {
      await adapter.underlyingDriver().query(script);
    };
    return adapter;
  }

  close(): Promise<void> {
    return this.#open.disposeAsync();
  }
}

async function instantiate(): Promise<void> {
  const entry = require.resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const module = new WebAssembly.Module(await readFile(entry.replace(/\.js$/, '.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(exports);
  if (typeof exports.__wbindgen_start === 'function') exports.__wbindgen_start();
}
