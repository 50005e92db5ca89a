// Classes with and without constructors, and those for tuples, variants, results and options of numbers.
class Point { x: f64 = 0; y: f64 = 0; }

class Box {
  corner: Point = new Point();
  width: u16 = 0;
  height: u16 = 0;
  name: string | null = null;
  tags: Array<string> = [];
  visible: bool = false;
}

enum Color { red, green, blue }

class Counted { value: i64 = 0; color: i32 = 0; style: u8 = 0; }

class Shape {
  tag: i32 = 0;
  circle: f32 = 0;
  label: string | null = null;
  boxed: Box | null = null;
  large: u64 = 0;
}

class Quotient { tag: i32 = 0; ok: i32 = 0; err: string | null = null; }
class Checked { tag: i32 = 0; ok: Point | null = null; err: string | null = null; }
class Failed { tag: i32 = 0; err: i32 = 0; }
class SomeU32 { value: u32 = 0; }
class SomeString { value: string | null = null; }
class StringU8 { item0: string = ""; item1: u8 = 0; }
class U8String { item0: u8 = 0; item1: string = ""; }
class Limits { item0: u8 = 0; item1: i8 = 0; item2: u16 = 0; item3: i16 = 0; item4: u32 = 0; item5: bool = false; }
class Wide { item0: u64 = 0; item1: i64 = 0; item2: f32 = 0; item3: f64 = 0; }

export function mirror(p: Point): Point { return { x: p.y, y: p.x }; }

export function grow(b: Box, by: u16): Box {
  b.width += by;
  b.height += by;
  b.tags.push("grown by " + by.toString());
  return b;
}

export function find(boxes: Array<Box>, name: string): Box | null {
  for (let i = 0; i < boxes.length; i++) {
    const found = boxes[i].name;
    if (found !== null && found == name) return boxes[i];
  }
  return null;
}

export function next(c: i32): i32 { return (c + 1) % 3; }
export function toggle(s: u8): u8 { return ~s; }
export function colors(cs: Array<i32>): Array<i32> { return cs.reverse(); }
export function count(c: Counted): Counted { c.value++; c.color = next(c.color); c.style |= 1; return c; }

export function describe(s: Shape): string {
  if (s.tag == 1) return "circle of " + s.circle.toString();
  if (s.tag == 2) return "label " + s.label!;
  if (s.tag == 3) return "box " + s.boxed!.width.toString() + "x" + s.boxed!.height.toString();
  if (s.tag == 4) return "large " + s.large.toString();
  return "nothing";
}

export function echo(s: Shape): Shape { return s; }
export function shapes(ss: Array<Shape>): Array<Shape> { return ss.reverse(); }

export function divide(a: i32, b: i32): Quotient {
  if (b == 0) return { tag: 1, ok: 0, err: a.toString() + " divided by zero" };
  return { tag: 0, ok: a / b, err: null };
}

export function check(r: Checked): Failed {
  if (r.tag == 0 && r.ok!.x >= 0) return { tag: 0, err: 0 };
  return { tag: 1, err: r.tag == 0 ? 2 : r.err!.length % 3 };
}

export function maybe(x: SomeU32 | null): SomeU32 | null {
  if (x === null) return { value: 42 };
  return x.value == 0 ? null : x;
}

export function nested(x: SomeString | null): SomeString | null { return x; }
export function swap(t: StringU8): U8String { return { item0: t.item1, item1: t.item0 }; }

// What is too large for its type wraps.
export function limits(a: u8, b: i8, c: u16, d: i16, e: u32, f: bool): Limits {
  return { item0: <u8>(a + 1), item1: <i8>(b - 1), item2: <u16>(c + 1), item3: <i16>(d - 1), item4: e + 1, item5: !f };
}

export function wide(a: u64, b: i64, c: f32, d: f64): Wide { return { item0: a + 1, item1: b - 1, item2: c * 2, item3: d / 2 }; }

export function many(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: u8): string {
  return a + b + c + d + e + f + g + h + i.toString();
}
