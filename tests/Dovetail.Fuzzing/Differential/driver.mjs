// The side of V8: reads modules from stdin, runs each as Differential/Subject.cs does, and writes what it saw to stdout.
//
// A request is a length (u32, little-endian) and: the number of functions to call (u32), the size of the dump (u32), the module.
// A response is a length (u32) and: the number of lines (u32), a line for each step (u32 length, UTF-8), the hash (u64) and the dump.
import { readSync, writeSync } from "node:fs";

const objects = [{}, {}];
const imports = {
    host: {
        i32: (x) => (x ^ 0x5a5a5a5a) | 0,
        i64: (x, y) => BigInt.asIntN(64, x * 3n + BigInt(y)),
        f64: (x, y) => x * 0.5 + y,
        same: (x) => x,
        index: (x) => (x === null ? -1 : objects.includes(x) ? objects.indexOf(x) : -2),
        number: 42,
        object0: objects[0],
        object1: objects[1],
    },
};

function readFully(size) {
    const bytes = Buffer.alloc(size);
    for (let at = 0; at < size;) {
        let read;
        try {
            read = readSync(0, bytes, at, size - at, null);
        } catch (error) {
            if (error.code !== "EAGAIN") throw error;
            continue;
        }
        if (read === 0) process.exit(0);
        at += read;
    }
    return bytes;
}

// FNV-1a over 32-bit words, in two halves that start differently.
function hash(state, buffer) {
    const words = new Int32Array(buffer);
    let [a, b] = state;
    for (let i = 0; i < words.length; i++) {
        a = Math.imul(a ^ words[i], 0x01000193);
        b = Math.imul(b ^ words[i], 0x01000193) + i | 0;
    }
    return [Math.imul(a ^ words.length, 0x01000193), Math.imul(b ^ words.length, 0x01000193)];
}

function attempt(action) {
    try {
        action();
        return "ok";
    } catch (error) {
        return error instanceof WebAssembly.Exception ? "exception" : `${error.name}: ${error.message}`;
    }
}

function run(bytes, runs, dumpSize) {
    const lines = [];
    let exports = null;
    lines.push(attempt(() => { exports = new WebAssembly.Instance(new WebAssembly.Module(bytes), imports).exports; }));
    if (exports === null) return { lines, state: [0, 0], dump: Buffer.alloc(0) };
    for (let i = 0; i < runs; i++) lines.push(attempt(exports[`r${i}`]));
    let state = [0x811c9dc5 | 0, 0x1234567];
    for (let i = 0; exports[`m${i}`] !== undefined; i++) state = hash(state, exports[`m${i}`].buffer);
    lines.push(attempt(exports.d));
    return { lines, state, dump: Buffer.from(exports.m0.buffer, 0, dumpSize) };
}

function respond({ lines, state, dump }) {
    const texts = lines.map((line) => Buffer.from(line));
    const size = 4 + texts.reduce((sum, text) => sum + 4 + text.length, 0) + 8 + dump.length;
    const response = Buffer.alloc(4 + size);
    let at = response.writeUInt32LE(size, 0);
    at = response.writeUInt32LE(texts.length, at);
    for (const text of texts) {
        at = response.writeUInt32LE(text.length, at);
        at += text.copy(response, at);
    }
    at = response.writeInt32LE(state[0], at);
    at = response.writeInt32LE(state[1], at);
    dump.copy(response, at);
    for (let written = 0; written < response.length;) {
        try {
            written += writeSync(1, response, written);
        } catch (error) {
            if (error.code !== "EAGAIN") throw error;
        }
    }
}

for (;;) {
    const request = readFully(readFully(4).readUInt32LE(0));
    respond(run(request.subarray(8), request.readUInt32LE(0), request.readUInt32LE(4)));
}
