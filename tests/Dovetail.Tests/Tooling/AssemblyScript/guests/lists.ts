// The three kinds of lists of i32 side by side, and lists of references.
export function sumArray(xs: Array<i32>): i32 {
  let total = 0;
  for (let i = 0; i < xs.length; i++) total += xs[i];
  return total;
}

export function sumStatic(xs: StaticArray<i32>): i32 {
  let total = 0;
  for (let i = 0; i < xs.length; i++) total += xs[i];
  return total;
}

export function sumView(xs: Int32Array): i32 {
  let total = 0;
  for (let i = 0; i < xs.length; i++) total += xs[i];
  return total;
}

export function sumBuffer(bytes: ArrayBuffer): u32 {
  const view = Uint8Array.wrap(bytes);
  let total: u32 = 0;
  for (let i = 0; i < view.length; i++) total += view[i];
  return total;
}

export function sumAll(a: Array<i32>, b: StaticArray<i32>, c: Int32Array): i64 {
  return <i64>sumArray(a) + <i64>sumStatic(b) + <i64>sumView(c);
}

export function makeArray(n: i32): Array<i32> {
  const made = new Array<i32>();
  for (let i = 0; i < n; i++) made.push(i * i);
  return made;
}

export function makeStatic(n: i32): StaticArray<i32> {
  const made = new StaticArray<i32>(n);
  for (let i = 0; i < n; i++) made[i] = -i;
  return made;
}

export function makeView(n: i32): Int32Array {
  const made = new Int32Array(n);
  for (let i = 0; i < n; i++) made[i] = i + 1;
  return made;
}

// A view that does not begin where its buffer does.
export function makeWindow(): Int32Array { return makeView(10).subarray(3, 7); }

export function makeBuffer(n: u8): ArrayBuffer {
  const made = new Uint8Array(n);
  made.fill(n);
  return made.buffer;
}

export function reverse(xs: Array<string>): Array<string> { return xs.reverse(); }

export function transpose(rows: Array<Array<f32>>): Array<Array<f32>> {
  const made = new Array<Array<f32>>();
  for (let i = 0; rows.length > 0 && i < rows[0].length; i++) {
    const row = new Array<f32>();
    for (let j = 0; j < rows.length; j++) row.push(rows[j][i]);
    made.push(row);
  }
  return made;
}

export function invert(xs: Array<bool>): Array<bool> { return xs.map<bool>(x => !x); }

export function words(text: string): Array<Array<string>> {
  return text.split("\n").map<Array<string>>(line => line.split(" "));
}

export function same(xs: Array<string>): Array<string> { return xs; }
