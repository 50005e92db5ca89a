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
   * greeter/greet
   * @param names `~lib/array/Array<~lib/string/String>`
   * @returns `~lib/string/String`
   */
  export function greet(names: Array<string>): string;
  /**
   * greeter/isAdult
   * @param p `greeter/Person`
   * @returns `bool`
   */
  export function isAdult(p: __Record5<undefined>): boolean;
}
/** greeter/Person */
declare interface __Record5<TOmittable> {
  /** @type `~lib/string/String` */
  name: string;
  /** @type `u8` */
  age: number | TOmittable;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
  env: unknown,
}): Promise<typeof __AdaptedExports>;
