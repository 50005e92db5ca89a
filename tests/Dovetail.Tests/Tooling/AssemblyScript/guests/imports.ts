// What the world imports: an interface by its full name, its name without the version and its label, and functions of the world.
class Item { name: string = ""; amount: u32 = 0; }
class Failure { tag: i32 = 0; refused: string | null = null; }
class PutResult { tag: i32 = 0; ok: u32 = 0; err: Failure | null = null; }

@external("test:imports/store@0.2.1", "put") declare function put(it: Item): PutResult;
@external("test:imports/store", "get") declare function get(name: string): Item | null;
@external("store", "all") declare function all(): Array<Item>;
@external("store", "putAll") declare function putAll(its: Array<Item>): StaticArray<u32>;
@external("test:imports/store@0.2.1", "add") declare function add(a: u32, b: u32): u32;
@external("store", "small") declare function small(a: u8, b: bool, c: i16): u8;
@external("store", "many")
declare function many(a: string, b: string, c: string, d: string, e: string, f: string, g: string, h: string, i: u64): string;
declare function log(message: string): void;
declare function readTime(): u64;

function show(result: PutResult): string {
  if (result.tag == 0) return "ok " + result.ok.toString();
  const failure = result.err!;
  return failure.tag == 0 ? "missing" : "refused: " + failure.refused!;
}

export function run(rounds: u32): Array<string> {
  const said = new Array<string>();
  for (let i: u32 = 0; i < rounds; i++) {
    said.push(show(put({ name: "item " + i.toString(), amount: i })));
  }
  const found = get("item 1");
  said.push(found === null ? "none" : found.name + "=" + found.amount.toString());
  const none = get("nobody");
  said.push(none === null ? "none" : none.name);
  const counts = putAll([{ name: "a".repeat(3), amount: 7 }, { name: "", amount: add(30, 12) }]);
  said.push(counts.length.toString() + ":" + counts[0].toString() + "," + counts[1].toString());
  const items = all();
  for (let i = 0; i < items.length; i++) said.push(items[i].name);
  said.push(many("a", "b", "c", "d", "e", "f", "g", "h", 18446744073709551615));
  said.push(small(<u8>200 + <u8>100, true, -2).toString());
  log("at " + readTime().toString());
  return said;
}

export function total(): u32 {
  let sum: u32 = 0;
  const items = all();
  for (let i = 0; i < items.length; i++) sum += items[i].amount;
  return sum;
}
