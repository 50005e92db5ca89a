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
    sumArray(xs) {
      // lists/sumArray(~lib/array/Array<i32>) => i32
      xs = __lowerArray(__setU32, 4, 2, xs) || __notnull();
      return exports.sumArray(xs);
    },
    sumStatic(xs) {
      // lists/sumStatic(~lib/staticarray/StaticArray<i32>) => i32
      xs = __lowerStaticArray(__setU32, 5, 2, xs, Int32Array) || __notnull();
      return exports.sumStatic(xs);
    },
    sumView(xs) {
      // lists/sumView(~lib/typedarray/Int32Array) => i32
      xs = __lowerTypedArray(Int32Array, 6, 2, xs) || __notnull();
      return exports.sumView(xs);
    },
    sumBuffer(bytes) {
      // lists/sumBuffer(~lib/arraybuffer/ArrayBuffer) => u32
      bytes = __lowerBuffer(bytes) || __notnull();
      return exports.sumBuffer(bytes) >>> 0;
    },
    sumAll(a, b, c) {
      // lists/sumAll(~lib/array/Array<i32>, ~lib/staticarray/StaticArray<i32>, ~lib/typedarray/Int32Array) => i64
      a = __retain(__lowerArray(__setU32, 4, 2, a) || __notnull());
      b = __retain(__lowerStaticArray(__setU32, 5, 2, b, Int32Array) || __notnull());
      c = __lowerTypedArray(Int32Array, 6, 2, c) || __notnull();
      try {
        return exports.sumAll(a, b, c);
      } finally {
        __release(a);
        __release(b);
      }
    },
    makeArray(n) {
      // lists/makeArray(i32) => ~lib/array/Array<i32>
      return __liftArray(__getI32, 2, exports.makeArray(n) >>> 0);
    },
    makeStatic(n) {
      // lists/makeStatic(i32) => ~lib/staticarray/StaticArray<i32>
      return __liftStaticArray(__getI32, 2, exports.makeStatic(n) >>> 0);
    },
    makeView(n) {
      // lists/makeView(i32) => ~lib/typedarray/Int32Array
      return __liftTypedArray(Int32Array, exports.makeView(n) >>> 0);
    },
    makeWindow() {
      // lists/makeWindow() => ~lib/typedarray/Int32Array
      return __liftTypedArray(Int32Array, exports.makeWindow() >>> 0);
    },
    makeBuffer(n) {
      // lists/makeBuffer(u8) => ~lib/arraybuffer/ArrayBuffer
      return __liftBuffer(exports.makeBuffer(n) >>> 0);
    },
    reverse(xs) {
      // lists/reverse(~lib/array/Array<~lib/string/String>) => ~lib/array/Array<~lib/string/String>
      xs = __lowerArray((pointer, value) => { __setU32(pointer, __lowerString(value) || __notnull()); }, 8, 2, xs) || __notnull();
      return __liftArray(pointer => __liftString(__getU32(pointer)), 2, exports.reverse(xs) >>> 0);
    },
    transpose(rows) {
      // lists/transpose(~lib/array/Array<~lib/array/Array<f32>>) => ~lib/array/Array<~lib/array/Array<f32>>
      rows = __lowerArray((pointer, value) => { __setU32(pointer, __lowerArray(__setF32, 9, 2, value) || __notnull()); }, 10, 2, rows) || __notnull();
      return __liftArray(pointer => __liftArray(__getF32, 2, __getU32(pointer)), 2, exports.transpose(rows) >>> 0);
    },
    invert(xs) {
      // lists/invert(~lib/array/Array<bool>) => ~lib/array/Array<bool>
      xs = __lowerArray(__setU8, 11, 0, xs) || __notnull();
      return __liftArray(pointer => __getU8(pointer) != 0, 0, exports.invert(xs) >>> 0);
    },
    words(text) {
      // lists/words(~lib/string/String) => ~lib/array/Array<~lib/array/Array<~lib/string/String>>
      text = __lowerString(text) || __notnull();
      return __liftArray(pointer => __liftArray(pointer => __liftString(__getU32(pointer)), 2, __getU32(pointer)), 2, exports.words(text) >>> 0);
    },
    same(xs) {
      // lists/same(~lib/array/Array<~lib/string/String>) => ~lib/array/Array<~lib/string/String>
      xs = __lowerArray((pointer, value) => { __setU32(pointer, __lowerString(value) || __notnull()); }, 8, 2, xs) || __notnull();
      return __liftArray(pointer => __liftString(__getU32(pointer)), 2, exports.same(xs) >>> 0);
    },
  }, exports);
  function __liftBuffer(pointer) {
    if (!pointer) return null;
    return memory.buffer.slice(pointer, pointer + new Uint32Array(memory.buffer)[pointer - 4 >>> 2]);
  }
  function __lowerBuffer(value) {
    if (value == null) return 0;
    const pointer = exports.__new(value.byteLength, 1) >>> 0;
    new Uint8Array(memory.buffer).set(new Uint8Array(value), pointer);
    return pointer;
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
  function __liftTypedArray(constructor, pointer) {
    if (!pointer) return null;
    return new constructor(
      memory.buffer,
      __getU32(pointer + 4),
      __dataview.getUint32(pointer + 8, true) / constructor.BYTES_PER_ELEMENT
    ).slice();
  }
  function __lowerTypedArray(constructor, id, align, values) {
    if (values == null) return 0;
    const
      length = values.length,
      buffer = exports.__pin(exports.__new(length << align, 1)) >>> 0,
      header = exports.__new(12, id) >>> 0;
    __setU32(header + 0, buffer);
    __dataview.setUint32(header + 4, buffer, true);
    __dataview.setUint32(header + 8, length << align, true);
    new constructor(memory.buffer, buffer, length).set(values);
    exports.__unpin(buffer);
    return header;
  }
  function __liftStaticArray(liftElement, align, pointer) {
    if (!pointer) return null;
    const
      length = __getU32(pointer - 4) >>> align,
      values = new Array(length);
    for (let i = 0; i < length; ++i) values[i] = liftElement(pointer + (i << align >>> 0));
    return values;
  }
  function __lowerStaticArray(lowerElement, id, align, values, typedConstructor) {
    if (values == null) return 0;
    const
      length = values.length,
      buffer = exports.__pin(exports.__new(length << align, id)) >>> 0;
    if (typedConstructor) {
      new typedConstructor(memory.buffer, buffer, length).set(values);
    } else {
      for (let i = 0; i < length; i++) lowerElement(buffer + (i << align >>> 0), values[i]);
    }
    exports.__unpin(buffer);
    return buffer;
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
  function __setU32(pointer, value) {
    try {
      __dataview.setUint32(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setUint32(pointer, value, true);
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
  function __getU8(pointer) {
    try {
      return __dataview.getUint8(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getUint8(pointer, true);
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
  function __getF32(pointer) {
    try {
      return __dataview.getFloat32(pointer, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      return __dataview.getFloat32(pointer, true);
    }
  }
  return adaptedExports;
}
