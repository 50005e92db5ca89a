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
   * lists/sumArray
   * @param xs `~lib/array/Array<i32>`
   * @returns `i32`
   */
  export function sumArray(xs: Array<number>): number;
  /**
   * lists/sumStatic
   * @param xs `~lib/staticarray/StaticArray<i32>`
   * @returns `i32`
   */
  export function sumStatic(xs: ArrayLike<number>): number;
  /**
   * lists/sumView
   * @param xs `~lib/typedarray/Int32Array`
   * @returns `i32`
   */
  export function sumView(xs: Int32Array): number;
  /**
   * lists/sumBuffer
   * @param bytes `~lib/arraybuffer/ArrayBuffer`
   * @returns `u32`
   */
  export function sumBuffer(bytes: ArrayBuffer): number;
  /**
   * lists/sumAll
   * @param a `~lib/array/Array<i32>`
   * @param b `~lib/staticarray/StaticArray<i32>`
   * @param c `~lib/typedarray/Int32Array`
   * @returns `i64`
   */
  export function sumAll(a: Array<number>, b: ArrayLike<number>, c: Int32Array): bigint;
  /**
   * lists/makeArray
   * @param n `i32`
   * @returns `~lib/array/Array<i32>`
   */
  export function makeArray(n: number): Array<number>;
  /**
   * lists/makeStatic
   * @param n `i32`
   * @returns `~lib/staticarray/StaticArray<i32>`
   */
  export function makeStatic(n: number): ArrayLike<number>;
  /**
   * lists/makeView
   * @param n `i32`
   * @returns `~lib/typedarray/Int32Array`
   */
  export function makeView(n: number): Int32Array;
  /**
   * lists/makeWindow
   * @returns `~lib/typedarray/Int32Array`
   */
  export function makeWindow(): Int32Array;
  /**
   * lists/makeBuffer
   * @param n `u8`
   * @returns `~lib/arraybuffer/ArrayBuffer`
   */
  export function makeBuffer(n: number): ArrayBuffer;
  /**
   * lists/reverse
   * @param xs `~lib/array/Array<~lib/string/String>`
   * @returns `~lib/array/Array<~lib/string/String>`
   */
  export function reverse(xs: Array<string>): Array<string>;
  /**
   * lists/transpose
   * @param rows `~lib/array/Array<~lib/array/Array<f32>>`
   * @returns `~lib/array/Array<~lib/array/Array<f32>>`
   */
  export function transpose(rows: Array<Array<number>>): Array<Array<number>>;
  /**
   * lists/invert
   * @param xs `~lib/array/Array<bool>`
   * @returns `~lib/array/Array<bool>`
   */
  export function invert(xs: Array<boolean>): Array<boolean>;
  /**
   * lists/words
   * @param text `~lib/string/String`
   * @returns `~lib/array/Array<~lib/array/Array<~lib/string/String>>`
   */
  export function words(text: string): Array<Array<string>>;
  /**
   * lists/same
   * @param xs `~lib/array/Array<~lib/string/String>`
   * @returns `~lib/array/Array<~lib/string/String>`
   */
  export function same(xs: Array<string>): Array<string>;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
  env: unknown,
}): Promise<typeof __AdaptedExports>;
