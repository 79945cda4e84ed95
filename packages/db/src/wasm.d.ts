/** The part of WebAssembly that is used here; Node has it, but the DOM's type library alone declares it. */
declare namespace WebAssembly {
  class Module {
    constructor(bytes: Uint8Array);
  }
  class Instance {
    constructor(module: Module, imports: Record<string, object>);
    readonly exports: { __wbindgen_start(): void };
  }
}

declare module '@prisma/schema-engine-wasm/schema_engine_bg' {
  export function __wbg_set_wasm(exports: object): void;
  export { SchemaEngine } from '@prisma/schema-engine-wasm';
}
