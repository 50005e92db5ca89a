export async function instantiate(module, imports = {}) {
  const adaptedImports = {
    env: Object.setPrototypeOf({
      abort(message, fileName, lineNumber, columnNumber) {
        // ~lib/builtins/abort(~lib/string/String | null?, ~lib/string/String | null?, u32?, u32?) => void
        message = __liftString(message >>> 0);
        fileName = __liftString(fileName >>> 0);
        lineNumber = lineNumber >>> 0;
        columnNumber = columnNumber >>> 0;
        (() => {
          // @external.js
          throw Error(`${message} in ${fileName}:${lineNumber}:${columnNumber}`);
        })();
      },
    }, Object.assign(Object.create(globalThis), imports.env || {})),
  };
  const { exports } = await WebAssembly.instantiate(module, adaptedImports);
  const memory = exports.memory || imports.env.memory;
  const adaptedExports = Object.setPrototypeOf({
    mirror(p) {
      // records/mirror(records/Point) => records/Point
      p = __lowerRecord4(p) || __notnull();
      return __liftRecord4(exports.mirror(p) >>> 0);
    },
    grow(b, by) {
      // records/grow(records/Box, u16) => records/Box
      b = __lowerRecord5(b) || __notnull();
      return __liftRecord5(exports.grow(b, by) >>> 0);
    },
    find(boxes, name) {
      // records/find(~lib/array/Array<records/Box>, ~lib/string/String) => records/Box | null
      boxes = __retain(__lowerArray((pointer, value) => { __setU32(pointer, __lowerRecord5(value) || __notnull()); }, 7, 2, boxes) || __notnull());
      name = __lowerString(name) || __notnull();
      try {
        return __liftRecord5(exports.find(boxes, name) >>> 0);
      } finally {
        __release(boxes);
      }
    },
    colors(cs) {
      // records/colors(~lib/array/Array<i32>) => ~lib/array/Array<i32>
      cs = __lowerArray(__setU32, 8, 2, cs) || __notnull();
      return __liftArray(__getI32, 2, exports.colors(cs) >>> 0);
    },
    count(c) {
      // records/count(records/Counted) => records/Counted
      c = __lowerRecord9(c) || __notnull();
      return __liftRecord9(exports.count(c) >>> 0);
    },
    describe(s) {
      // records/describe(records/Shape) => ~lib/string/String
      s = __lowerRecord10(s) || __notnull();
      return __liftString(exports.describe(s) >>> 0);
    },
    echo(s) {
      // records/echo(records/Shape) => records/Shape
      s = __lowerRecord10(s) || __notnull();
      return __liftRecord10(exports.echo(s) >>> 0);
    },
    shapes(ss) {
      // records/shapes(~lib/array/Array<records/Shape>) => ~lib/array/Array<records/Shape>
      ss = __lowerArray((pointer, value) => { __setU32(pointer, __lowerRecord10(value) || __notnull()); }, 11, 2, ss) || __notnull();
      return __liftArray(pointer => __liftRecord10(__getU32(pointer)), 2, exports.shapes(ss) >>> 0);
    },
    divide(a, b) {
      // records/divide(i32, i32) => records/Quotient
      return __liftRecord12(exports.divide(a, b) >>> 0);
    },
    check(r) {
      // records/check(records/Checked) => records/Failed
      r = __lowerRecord13(r) || __notnull();
      return __liftRecord14(exports.check(r) >>> 0);
    },
    maybe(x) {
      // records/maybe(records/SomeU32 | null) => records/SomeU32 | null
      x = __lowerRecord15(x);
      return __liftRecord15(exports.maybe(x) >>> 0);
    },
    nested(x) {
      // records/nested(records/SomeString | null) => records/SomeString | null
      x = __lowerRecord16(x);
      return __liftRecord16(exports.nested(x) >>> 0);
    },
    swap(t) {
      // records/swap(records/StringU8) => records/U8String
      t = __lowerRecord17(t) || __notnull();
      return __liftRecord18(exports.swap(t) >>> 0);
    },
    limits(a, b, c, d, e, f) {
      // records/limits(u8, i8, u16, i16, u32, bool) => records/Limits
      f = f ? 1 : 0;
      return __liftRecord19(exports.limits(a, b, c, d, e, f) >>> 0);
    },
    wide(a, b, c, d) {
      // records/wide(u64, i64, f32, f64) => records/Wide
      a = a || 0n;
      b = b || 0n;
      return __liftRecord20(exports.wide(a, b, c, d) >>> 0);
    },
    many(a, b, c, d, e, f, g, h, i) {
      // records/many(~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, u8) => ~lib/string/String
      a = __retain(__lowerString(a) || __notnull());
      b = __retain(__lowerString(b) || __notnull());
      c = __retain(__lowerString(c) || __notnull());
      d = __retain(__lowerString(d) || __notnull());
      e = __retain(__lowerString(e) || __notnull());
      f = __retain(__lowerString(f) || __notnull());
      g = __retain(__lowerString(g) || __notnull());
      h = __lowerString(h) || __notnull();
      try {
        return __liftString(exports.many(a, b, c, d, e, f, g, h, i) >>> 0);
      } finally {
        __release(a);
        __release(b);
        __release(c);
        __release(d);
        __release(e);
        __release(f);
        __release(g);
      }
    },
  }, exports);
  function __lowerRecord4(value) {
    // records/Point
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(16, 4));
    __setF64(pointer + 0, value.x);
    __setF64(pointer + 8, value.y);
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord4(pointer) {
    // records/Point
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      x: __getF64(pointer + 0),
      y: __getF64(pointer + 8),
    };
  }
  function __lowerRecord5(value) {
    // records/Box
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(17, 5));
    __setU32(pointer + 0, __lowerRecord4(value.corner) || __notnull());
    __setU16(pointer + 4, value.width);
    __setU16(pointer + 6, value.height);
    __setU32(pointer + 8, __lowerString(value.name));
    __setU32(pointer + 12, __lowerArray((pointer, value) => { __setU32(pointer, __lowerString(value) || __notnull()); }, 6, 2, value.tags) || __notnull());
    __setU8(pointer + 16, value.visible ? 1 : 0);
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord5(pointer) {
    // records/Box
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      corner: __liftRecord4(__getU32(pointer + 0)),
      width: __getU16(pointer + 4),
      height: __getU16(pointer + 6),
      name: __liftString(__getU32(pointer + 8)),
      tags: __liftArray(pointer => __liftString(__getU32(pointer)), 2, __getU32(pointer + 12)),
      visible: __getU8(pointer + 16) != 0,
    };
  }
  function __lowerRecord9(value) {
    // records/Counted
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(13, 9));
    __setU64(pointer + 0, value.value || 0n);
    __setU32(pointer + 8, value.color);
    __setU8(pointer + 12, value.style);
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord9(pointer) {
    // records/Counted
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      value: __getI64(pointer + 0),
      color: __getI32(pointer + 8),
      style: __getU8(pointer + 12),
    };
  }
  function __lowerRecord10(value) {
    // records/Shape
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(24, 10));
    __setU32(pointer + 0, value.tag);
    __setF32(pointer + 4, value.circle);
    __setU32(pointer + 8, __lowerString(value.label));
    __setU32(pointer + 12, __lowerRecord5(value.boxed));
    __setU64(pointer + 16, value.large || 0n);
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord10(pointer) {
    // records/Shape
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      tag: __getI32(pointer + 0),
      circle: __getF32(pointer + 4),
      label: __liftString(__getU32(pointer + 8)),
      boxed: __liftRecord5(__getU32(pointer + 12)),
      large: __getU64(pointer + 16),
    };
  }
  function __liftRecord12(pointer) {
    // records/Quotient
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      tag: __getI32(pointer + 0),
      ok: __getI32(pointer + 4),
      err: __liftString(__getU32(pointer + 8)),
    };
  }
  function __lowerRecord13(value) {
    // records/Checked
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(12, 13));
    __setU32(pointer + 0, value.tag);
    __setU32(pointer + 4, __lowerRecord4(value.ok));
    __setU32(pointer + 8, __lowerString(value.err));
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord14(pointer) {
    // records/Failed
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      tag: __getI32(pointer + 0),
      err: __getI32(pointer + 4),
    };
  }
  function __lowerRecord15(value) {
    // records/SomeU32
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(4, 15));
    __setU32(pointer + 0, value.value);
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord15(pointer) {
    // records/SomeU32
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      value: __getU32(pointer + 0),
    };
  }
  function __lowerRecord16(value) {
    // records/SomeString
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(4, 16));
    __setU32(pointer + 0, __lowerString(value.value));
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord16(pointer) {
    // records/SomeString
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      value: __liftString(__getU32(pointer + 0)),
    };
  }
  function __lowerRecord17(value) {
    // records/StringU8
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(5, 17));
    __setU32(pointer + 0, __lowerString(value.item0) || __notnull());
    __setU8(pointer + 4, value.item1);
    exports.__unpin(pointer);
    return pointer;
  }
  function __liftRecord18(pointer) {
    // records/U8String
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      item0: __getU8(pointer + 0),
      item1: __liftString(__getU32(pointer + 4)),
    };
  }
  function __liftRecord19(pointer) {
    // records/Limits
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      item0: __getU8(pointer + 0),
      item1: __getI8(pointer + 1),
      item2: __getU16(pointer + 2),
      item3: __getI16(pointer + 4),
      item4: __getU32(pointer + 8),
      item5: __getU8(pointer + 12) != 0,
    };
  }
  function __liftRecord20(pointer) {
    // records/Wide
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      item0: __getU64(pointer + 0),
      item1: __getI64(pointer + 8),
      item2: __getF32(pointer + 16),
      item3: __getF64(pointer + 24),
    };
  }
  function __liftString(pointer) {
    if (!pointer) return null;
    const
      end = pointer + new Uint32Array(memory.buffer)[pointer - 4 >>> 2] >>> 1,
      memoryU16 = new Uint16Array(memory.buffer);
    let
      start = pointer >>> 1,
      string = "";
    while (end - start > 1024) string += String.fromCharCode(...memoryU16.subarray(start, start += 1024));
    return string + String.fromCharCode(...memoryU16.subarray(start, end));
  }
  function __lowerString(value) {
    if (value == null) return 0;
    const
      length = value.length,
      pointer = exports.__new(length << 1, 2) >>> 0,
      memoryU16 = new Uint16Array(memory.buffer);
    for (let i = 0; i < length; ++i) memoryU16[(pointer >>> 1) + i] = value.charCodeAt(i);
    return pointer;
  }
  function __liftArray(liftElement, align, pointer) {
    if (!pointer) return null;
    const
      dataStart = __getU32(pointer + 4),
      length = __dataview.getUint32(pointer + 12, true),
      values = new Array(length);
    for (let i = 0; i < length; ++i) values[i] = liftElement(dataStart + (i << align >>> 0));
    return values;
  }
  function __lowerArray(lowerElement, id, align, values) {
    if (values == null) return 0;
    const
      length = values.length,
      buffer = exports.__pin(exports.__new(length << align, 1)) >>> 0,
      header = exports.__pin(exports.__new(16, id)) >>> 0;
    __setU32(header + 0, buffer);
    __dataview.setUint32(header + 4, buffer, true);
    __dataview.setUint32(header + 8, length << align, true);
    __dataview.setUint32(header + 12, length, true);
    for (let i = 0; i < length; ++i) lowerElement(buffer + (i << align >>> 0), values[i]);
    exports.__unpin(buffer);
    exports.__unpin(header);
    return header;
  }
  const refcounts = new Map();
  function __retain(pointer) {
    if (pointer) {
      const refcount = refcounts.get(pointer);
      if (refcount) refcounts.set(pointer, refcount + 1);
      else refcounts.set(exports.__pin(pointer), 1);
    }
    return pointer;
  }
  function __release(pointer) {
    if (pointer) {
      const refcount = refcounts.get(pointer);
      if (refcount === 1) exports.__unpin(pointer), refcounts.delete(pointer);
      else if (refcount) refcounts.set(pointer, refcount - 1);
      else throw Error(`invalid refcount '${refcount}' for reference '${pointer}'`);
    }
  }
  function __notnull() {
    throw TypeError("value must not be null");
  }
  let __dataview = new DataView(memory.buffer);
  function __setU8(pointer, value) {
    try {
      __dataview.setUint8(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setUint8(pointer, value, true);
    }
  }
  function __setU16(pointer, value) {
    try {
      __dataview.setUint16(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setUint16(pointer, value, true);
    }
  }
  function __setU32(pointer, value) {
    try {
      __dataview.setUint32(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setUint32(pointer, value, true);
    }
  }
  function __setU64(pointer, value) {
    try {
      __dataview.setBigUint64(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setBigUint64(pointer, value, true);
    }
  }
  function __setF32(pointer, value) {
    try {
      __dataview.setFloat32(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setFloat32(pointer, value, true);
    }
  }
  function __setF64(pointer, value) {
    try {
      __dataview.setFloat64(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setFloat64(pointer, value, true);
    }
  }
  function __getI8(pointer) {
    try {
      return __dataview.getInt8(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getInt8(pointer, true);
    }
  }
  function __getU8(pointer) {
    try {
      return __dataview.getUint8(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getUint8(pointer, true);
    }
  }
  function __getI16(pointer) {
    try {
      return __dataview.getInt16(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getInt16(pointer, true);
    }
  }
  function __getU16(pointer) {
    try {
      return __dataview.getUint16(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getUint16(pointer, true);
    }
  }
  function __getI32(pointer) {
    try {
      return __dataview.getInt32(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getInt32(pointer, true);
    }
  }
  function __getU32(pointer) {
    try {
      return __dataview.getUint32(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getUint32(pointer, true);
    }
  }
  function __getI64(pointer) {
    try {
      return __dataview.getBigInt64(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getBigInt64(pointer, true);
    }
  }
  function __getU64(pointer) {
    try {
      return __dataview.getBigUint64(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getBigUint64(pointer, true);
    }
  }
  function __getF32(pointer) {
    try {
      return __dataview.getFloat32(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getFloat32(pointer, true);
    }
  }
  function __getF64(pointer) {
    try {
      return __dataview.getFloat64(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getFloat64(pointer, true);
    }
  }
  return adaptedExports;
}
