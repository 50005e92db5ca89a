export async function instantiate(module, imports = {}) {
  const __module0 = imports["test:imports/store@0.2.1"];
  const __module1 = imports["test:imports/store"];
  const __module2 = imports.store;
  const __module3 = imports.imports;
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
    "test:imports/store@0.2.1": Object.setPrototypeOf({
      put(it) {
        // imports/put(imports/Item) => imports/PutResult
        it = __liftRecord7(it >>> 0);
        return __lowerRecord5(__module0.put(it)) || __notnull();
      },
      add(a, b) {
        // imports/add(u32, u32) => u32
        a = a >>> 0;
        b = b >>> 0;
        return __module0.add(a, b);
      },
    }, __module0),
    "test:imports/store": Object.setPrototypeOf({
      get(name) {
        // imports/get(~lib/string/String) => imports/Item | null
        name = __liftString(name >>> 0);
        return __lowerRecord7(__module1.get(name));
      },
    }, __module1),
    store: Object.setPrototypeOf({
      putAll(its) {
        // imports/putAll(~lib/array/Array<imports/Item>) => ~lib/staticarray/StaticArray<u32>
        its = __liftArray(pointer => __liftRecord7(__getU32(pointer)), 2, its >>> 0);
        return __lowerStaticArray(__setU32, 9, 2, __module2.putAll(its), Uint32Array) || __notnull();
      },
      all() {
        // imports/all() => ~lib/array/Array<imports/Item>
        return __lowerArray((pointer, value) => { __setU32(pointer, __lowerRecord7(value) || __notnull()); }, 8, 2, __module2.all()) || __notnull();
      },
      many(a, b, c, d, e, f, g, h, i) {
        // imports/many(~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, ~lib/string/String, u64) => ~lib/string/String
        a = __liftString(a >>> 0);
        b = __liftString(b >>> 0);
        c = __liftString(c >>> 0);
        d = __liftString(d >>> 0);
        e = __liftString(e >>> 0);
        f = __liftString(f >>> 0);
        g = __liftString(g >>> 0);
        h = __liftString(h >>> 0);
        i = BigInt.asUintN(64, i);
        return __lowerString(__module2.many(a, b, c, d, e, f, g, h, i)) || __notnull();
      },
      small(a, b, c) {
        // imports/small(u8, bool, i16) => u8
        b = b != 0;
        return __module2.small(a, b, c);
      },
    }, __module2),
    imports: Object.setPrototypeOf({
      readTime() {
        // imports/readTime() => u64
        return __module3.readTime() || 0n;
      },
      log(message) {
        // imports/log(~lib/string/String) => void
        message = __liftString(message >>> 0);
        __module3.log(message);
      },
    }, __module3),
  };
  const { exports } = await WebAssembly.instantiate(module, adaptedImports);
  const memory = exports.memory || imports.env.memory;
  const adaptedExports = Object.setPrototypeOf({
    run(rounds) {
      // imports/run(u32) => ~lib/array/Array<~lib/string/String>
      return __liftArray(pointer => __liftString(__getU32(pointer)), 2, exports.run(rounds) >>> 0);
    },
    total() {
      // imports/total() => u32
      return exports.total() >>> 0;
    },
  }, exports);
  function __liftRecord7(pointer) {
    // imports/Item
    // Hint: Opt-out from lifting as a record by providing an empty constructor
    if (!pointer) return null;
    return {
      name: __liftString(__getU32(pointer + 0)),
      amount: __getU32(pointer + 4),
    };
  }
  function __lowerRecord6(value) {
    // imports/Failure
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(8, 6));
    __setU32(pointer + 0, value.tag);
    __setU32(pointer + 4, __lowerString(value.refused));
    exports.__unpin(pointer);
    return pointer;
  }
  function __lowerRecord5(value) {
    // imports/PutResult
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(12, 5));
    __setU32(pointer + 0, value.tag);
    __setU32(pointer + 4, value.ok);
    __setU32(pointer + 8, __lowerRecord6(value.err));
    exports.__unpin(pointer);
    return pointer;
  }
  function __lowerRecord7(value) {
    // imports/Item
    // Hint: Opt-out from lowering as a record by providing an empty constructor
    if (value == null) return 0;
    const pointer = exports.__pin(exports.__new(8, 7));
    __setU32(pointer + 0, __lowerString(value.name) || __notnull());
    __setU32(pointer + 4, value.amount);
    exports.__unpin(pointer);
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
  function __notnull() {
    throw TypeError("value must not be null");
  }
  let __dataview = new DataView(memory.buffer);
  function __setU32(pointer, value) {
    try {
      __dataview.setUint32(pointer, value, true);
    } catch {
      __dataview = new DataView(memory.buffer);
      __dataview.setUint32(pointer, value, true);
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
  return adaptedExports;
}
