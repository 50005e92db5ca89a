"""Answers questions about the canonical ABI with the specification's own definitions.py, for ReferenceTests.cs.

A line in, a line out, both JSON. In: {"op", "type", "from", "to", "value" | "memory", "flat"}. Out: {"flat", "reallocs", "memory"},
{"value"} or {"trap": true}. Values by type: integers as numbers, floats as the bits, strings as code points, records and tuples as arrays,
every variant as [case, payload], flags as bits.
"""
import importlib.util
import json
import struct
import sys

spec = importlib.util.spec_from_file_location("definitions", sys.argv[1])
d = importlib.util.module_from_spec(spec)
sys.modules["definitions"] = d
spec.loader.exec_module(d)
d.DETERMINISTIC_PROFILE = True

BASE = 1024
SCALARS = {
    "bool": d.BoolType, "s8": d.S8Type, "u8": d.U8Type, "s16": d.S16Type, "u16": d.U16Type, "s32": d.S32Type, "u32": d.U32Type,
    "s64": d.S64Type, "u64": d.U64Type, "f32": d.F32Type, "f64": d.F64Type, "char": d.CharType, "string": d.StringType,
}


def make_type(t):
    if t is None:
        return None
    if isinstance(t, str):
        return SCALARS[t]()
    kind, rest = t[0], t[1:]
    if kind == "list":
        return d.ListType(make_type(rest[0]))
    if kind == "record":
        return d.RecordType([d.FieldType("f%d" % i, make_type(f)) for i, f in enumerate(rest)])
    if kind == "tuple":
        return d.TupleType([make_type(f) for f in rest])
    if kind == "variant":
        return d.VariantType([d.CaseType("c%d" % i, make_type(c)) for i, c in enumerate(rest)])
    if kind == "enum":
        return d.EnumType(["c%d" % i for i in range(rest[0])])
    if kind == "option":
        return d.OptionType(make_type(rest[0]))
    if kind == "result":
        return d.ResultType(make_type(rest[0]), make_type(rest[1]))
    return d.FlagsType(["f%d" % i for i in range(rest[0])])


def make_value(t, v, encoding):
    match t:
        case d.BoolType(): return bool(v)
        case d.F32Type(): return struct.unpack("<f", struct.pack("<I", v))[0]
        case d.F64Type(): return struct.unpack("<d", struct.pack("<Q", v))[0]
        case d.CharType(): return chr(v)
        case d.StringType(): return make_string("".join(map(chr, v)), encoding)
        case d.ListType(): return [make_value(t.t, e, encoding) for e in v]
        case d.FlagsType(): return {label: bool(v >> i & 1) for i, label in enumerate(t.labels)}
    match d.despecialize(t):
        case d.RecordType(fields): return {f.label: make_value(f.t, e, encoding) for f, e in zip(fields, v)}
        case d.VariantType(cases):
            case = cases[v[0]]
            return {case.label: None if case.t is None else make_value(case.t, v[1], encoding)}
    return v


def make_string(s, encoding):
    """A host's string comes in the guest's own encoding."""
    if encoding == "utf8":
        return (s, "utf8", len(s.encode("utf-8")))
    units = len(s.encode("utf-16-le")) // 2
    if encoding == "utf16":
        return (s, "utf16", units)
    return (s, encoding, units if all(ord(c) < 256 for c in s) else units | d.utf16_tag("i32"))


def show_value(t, v):
    match t:
        case d.BoolType(): return int(v)
        case d.F32Type(): return struct.unpack("<I", struct.pack("<f", v))[0]
        case d.F64Type(): return struct.unpack("<Q", struct.pack("<d", v))[0]
        case d.CharType(): return ord(v)
        case d.StringType(): return [ord(c) for c in v[0]]
        case d.ListType(): return [show_value(t.t, e) for e in v]
        case d.FlagsType(): return sum(1 << i for i, label in enumerate(t.labels) if v[label])
    match d.despecialize(t):
        case d.RecordType(fields): return [show_value(f.t, v[f.label]) for f in fields]
        case d.VariantType(cases):
            [label] = v.keys()
            [index] = [i for i, c in enumerate(cases) if c.label == label]
            return [index, None if cases[index].t is None else show_value(cases[index].t, v[label])]
    return v


class Context(d.LiftLowerContext):
    """A context whose realloc only ever goes up, as the one in AbiGuest.cs."""

    def __init__(self, encoding, memory):
        opts = d.LiftLowerOptions(encoding, d.MemInst(memory, "i32"))
        super().__init__(opts, None)
        self.top = BASE
        self.reallocs = []

    def reallocate(self, old, old_size, alignment, size):
        self.reallocs.append([old, old_size, alignment, size])
        self.top = (self.top + alignment - 1) // alignment * alignment
        address = self.top
        self.top += size
        memory = self.opts.memory.bytes
        keep = min(old_size, size)
        memory[address:address + keep] = memory[old:old + keep]
        return address


def to_bits(core, v):
    if core == "f32":
        return struct.unpack("<I", struct.pack("<f", v))[0]
    return struct.unpack("<Q", struct.pack("<d", v))[0] if core == "f64" else v


def from_bits(core, v):
    if core == "f32":
        return struct.unpack("<f", struct.pack("<I", v & 0xffffffff))[0]
    if core == "f64":
        return struct.unpack("<d", struct.pack("<Q", v))[0]
    return v & 0xffffffff if core == "i32" else v


def lowered(cx, t, value):
    flat = d.lower_flat_values(cx, d.MAX_FLAT_PARAMS, [value], [t])
    types = d.flatten_type(t, cx.opts)
    if len(types) <= d.MAX_FLAT_PARAMS:
        flat = [to_bits(core, v) for core, v in zip(types, flat)]
    return {"flat": flat, "reallocs": cx.reallocs, "memory": bytes(cx.opts.memory.bytes[BASE:cx.top]).hex()}


def answer(question):
    t = make_type(question["type"])
    size = 1 << 17
    try:
        if question["op"] == "lower":
            cx = Context(question["to"], bytearray(size))
            return lowered(cx, t, make_value(t, question["value"], question["to"]))
        memory = bytearray(size)
        given = bytes.fromhex(question["memory"])
        memory[BASE:BASE + len(given)] = given
        source = Context(question["from"], memory)
        flat = [from_bits(core, v) for core, v in zip(d.flatten_type(t, source.opts), question["flat"])]
        [value] = d.lift_flat_values(source, d.MAX_FLAT_PARAMS, d.CoreValueIter(flat), [t])
        if question["op"] == "lift":
            return {"value": show_value(t, value)}
        return lowered(Context(question["to"], bytearray(size)), t, value)
    except d.Trap:
        return {"trap": True}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
