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
   * records/mirror
   * @param p `records/Point`
   * @returns `records/Point`
   */
  export function mirror(p: __Record4<undefined>): __Record4<never>;
  /**
   * records/grow
   * @param b `records/Box`
   * @param by `u16`
   * @returns `records/Box`
   */
  export function grow(b: __Record5<undefined>, by: number): __Record5<never>;
  /**
   * records/find
   * @param boxes `~lib/array/Array<records/Box>`
   * @param name `~lib/string/String`
   * @returns `records/Box | null`
   */
  export function find(boxes: Array<__Record5<undefined>>, name: string): __Record5<never> | null;
  /**
   * records/next
   * @param c `i32`
   * @returns `i32`
   */
  export function next(c: number): number;
  /**
   * records/toggle
   * @param s `u8`
   * @returns `u8`
   */
  export function toggle(s: number): number;
  /**
   * records/colors
   * @param cs `~lib/array/Array<i32>`
   * @returns `~lib/array/Array<i32>`
   */
  export function colors(cs: Array<number>): Array<number>;
  /**
   * records/count
   * @param c `records/Counted`
   * @returns `records/Counted`
   */
  export function count(c: __Record9<undefined>): __Record9<never>;
  /**
   * records/describe
   * @param s `records/Shape`
   * @returns `~lib/string/String`
   */
  export function describe(s: __Record10<undefined>): string;
  /**
   * records/echo
   * @param s `records/Shape`
   * @returns `records/Shape`
   */
  export function echo(s: __Record10<undefined>): __Record10<never>;
  /**
   * records/shapes
   * @param ss `~lib/array/Array<records/Shape>`
   * @returns `~lib/array/Array<records/Shape>`
   */
  export function shapes(ss: Array<__Record10<undefined>>): Array<__Record10<never>>;
  /**
   * records/divide
   * @param a `i32`
   * @param b `i32`
   * @returns `records/Quotient`
   */
  export function divide(a: number, b: number): __Record12<never>;
  /**
   * records/check
   * @param r `records/Checked`
   * @returns `records/Failed`
   */
  export function check(r: __Record13<undefined>): __Record14<never>;
  /**
   * records/maybe
   * @param x `records/SomeU32 | null`
   * @returns `records/SomeU32 | null`
   */
  export function maybe(x: __Record15<undefined> | null): __Record15<never> | null;
  /**
   * records/nested
   * @param x `records/SomeString | null`
   * @returns `records/SomeString | null`
   */
  export function nested(x: __Record16<undefined> | null): __Record16<never> | null;
  /**
   * records/swap
   * @param t `records/StringU8`
   * @returns `records/U8String`
   */
  export function swap(t: __Record17<undefined>): __Record18<never>;
  /**
   * records/limits
   * @param a `u8`
   * @param b `i8`
   * @param c `u16`
   * @param d `i16`
   * @param e `u32`
   * @param f `bool`
   * @returns `records/Limits`
   */
  export function limits(a: number, b: number, c: number, d: number, e: number, f: boolean): __Record19<never>;
  /**
   * records/wide
   * @param a `u64`
   * @param b `i64`
   * @param c `f32`
   * @param d `f64`
   * @returns `records/Wide`
   */
  export function wide(a: bigint, b: bigint, c: number, d: number): __Record20<never>;
  /**
   * records/many
   * @param a `~lib/string/String`
   * @param b `~lib/string/String`
   * @param c `~lib/string/String`
   * @param d `~lib/string/String`
   * @param e `~lib/string/String`
   * @param f `~lib/string/String`
   * @param g `~lib/string/String`
   * @param h `~lib/string/String`
   * @param i `u8`
   * @returns `~lib/string/String`
   */
  export function many(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: number): string;
}
/** records/Point */
declare interface __Record4<TOmittable> {
  /** @type `f64` */
  x: number | TOmittable;
  /** @type `f64` */
  y: number | TOmittable;
}
/** records/Box */
declare interface __Record5<TOmittable> {
  /** @type `records/Point` */
  corner: __Record4<undefined>;
  /** @type `u16` */
  width: number | TOmittable;
  /** @type `u16` */
  height: number | TOmittable;
  /** @type `~lib/string/String | null` */
  name: string | null | TOmittable;
  /** @type `~lib/array/Array<~lib/string/String>` */
  tags: Array<string>;
  /** @type `bool` */
  visible: boolean | TOmittable;
}
/** records/Counted */
declare interface __Record9<TOmittable> {
  /** @type `i64` */
  value: bigint | TOmittable;
  /** @type `i32` */
  color: number | TOmittable;
  /** @type `u8` */
  style: number | TOmittable;
}
/** records/Shape */
declare interface __Record10<TOmittable> {
  /** @type `i32` */
  tag: number | TOmittable;
  /** @type `f32` */
  circle: number | TOmittable;
  /** @type `~lib/string/String | null` */
  label: string | null | TOmittable;
  /** @type `records/Box | null` */
  boxed: __Record5<undefined> | null | TOmittable;
  /** @type `u64` */
  large: bigint | TOmittable;
}
/** records/Quotient */
declare interface __Record12<TOmittable> {
  /** @type `i32` */
  tag: number | TOmittable;
  /** @type `i32` */
  ok: number | TOmittable;
  /** @type `~lib/string/String | null` */
  err: string | null | TOmittable;
}
/** records/Checked */
declare interface __Record13<TOmittable> {
  /** @type `i32` */
  tag: number | TOmittable;
  /** @type `records/Point | null` */
  ok: __Record4<undefined> | null | TOmittable;
  /** @type `~lib/string/String | null` */
  err: string | null | TOmittable;
}
/** records/Failed */
declare interface __Record14<TOmittable> {
  /** @type `i32` */
  tag: number | TOmittable;
  /** @type `i32` */
  err: number | TOmittable;
}
/** records/SomeU32 */
declare interface __Record15<TOmittable> {
  /** @type `u32` */
  value: number | TOmittable;
}
/** records/SomeString */
declare interface __Record16<TOmittable> {
  /** @type `~lib/string/String | null` */
  value: string | null | TOmittable;
}
/** records/StringU8 */
declare interface __Record17<TOmittable> {
  /** @type `~lib/string/String` */
  item0: string;
  /** @type `u8` */
  item1: number | TOmittable;
}
/** records/U8String */
declare interface __Record18<TOmittable> {
  /** @type `u8` */
  item0: number | TOmittable;
  /** @type `~lib/string/String` */
  item1: string;
}
/** records/Limits */
declare interface __Record19<TOmittable> {
  /** @type `u8` */
  item0: number | TOmittable;
  /** @type `i8` */
  item1: number | TOmittable;
  /** @type `u16` */
  item2: number | TOmittable;
  /** @type `i16` */
  item3: number | TOmittable;
  /** @type `u32` */
  item4: number | TOmittable;
  /** @type `bool` */
  item5: boolean | TOmittable;
}
/** records/Wide */
declare interface __Record20<TOmittable> {
  /** @type `u64` */
  item0: bigint | TOmittable;
  /** @type `i64` */
  item1: bigint | TOmittable;
  /** @type `f32` */
  item2: number | TOmittable;
  /** @type `f64` */
  item3: number | TOmittable;
}
/** Instantiates the compiled WebAssembly module with the given imports. */
export declare function instantiate(module: WebAssembly.Module, imports: {
  env: unknown,
}): Promise<typeof __AdaptedExports>;
