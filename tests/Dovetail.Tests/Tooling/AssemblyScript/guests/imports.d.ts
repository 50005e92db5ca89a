declare namespace __AdaptedExports {
  /** Exported memory */
  export const memory: WebAssembly.Memory;
  // Exported runtime interface
  export function __new(size: number, id: number): number;
  export function __pin(ptr: number): number;
  export function __unpin(ptr: number): void;
  export function __collect(): void;
  export const __rtti_base: number;
  /**
   * imports/run
   * @param rounds `u32`
   * @returns `~lib/array/Array<~lib/string/String>`
   */
  export function run(rounds: number): Array<string>;
  /**
   * imports/total
   * @returns `u32`
   */
  export function total(): number;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
  env: unknown,
  "test:imports/store@0.2.1": unknown,
  "test:imports/store": unknown,
  store: unknown,
  imports: unknown,
}): Promise<typeof __AdaptedExports>;
