"""Cases of lifting and lowering: one function type at one edge, and for each case values, memory images, and what realloc does.

Edges: "lift", the host calls a guest; "lower", a guest calls the host; "fused", guest 0 calls guest 1. What happened is told as a text,
line by line: the core arguments that a callee saw, the values that the host saw, results, calls of realloc, hashes of memory, tables.
A case that traps tells what went before, and then "trap".

Values by type: integers as numbers, floats as their bits, chars as code points, strings and error contexts as text, lists, records and
tuples as arrays, every variant as [case, payload], flags as bits, handles as the number that stands for the resource.
"""
import hashlib
import json
import struct
import traceback

PAGE = 1 << 16
WINDOW = 1 << 13
TOP = 1 << 12

SCALARS = {
    "bool": "BoolType", "s8": "S8Type", "u8": "U8Type", "s16": "S16Type", "u16": "U16Type", "s32": "S32Type", "u32": "U32Type",
    "s64": "S64Type", "u64": "U64Type", "f32": "F32Type", "f64": "F64Type", "char": "CharType", "string": "StringType",
    "error-context": "ErrorContextType",
}


def make_type(d, t, resources):
    if t is None:
        return None
    if isinstance(t, str):
        return getattr(d, SCALARS[t])()
    kind, rest = t[0], t[1:]
    make = lambda part: make_type(d, part, resources)
    match kind:
        case "list": return d.ListType(make(rest[0]), rest[1] if len(rest) > 1 else None)
        case "map": return d.MapType(make(rest[0]), make(rest[1]))
        case "record": return d.RecordType([d.FieldType(f"f{i}", make(f)) for i, f in enumerate(rest)])
        case "tuple": return d.TupleType([make(f) for f in rest])
        case "variant": return d.VariantType([d.CaseType(f"c{i}", make(c)) for i, c in enumerate(rest)])
        case "enum": return d.EnumType([f"c{i}" for i in range(rest[0])])
        case "option": return d.OptionType(make(rest[0]))
        case "result": return d.ResultType(make(rest[0]), make(rest[1]))
        case "flags": return d.FlagsType([f"f{i}" for i in range(rest[0])])
        case "own": return d.OwnType(resources[rest[0]])
        case "borrow": return d.BorrowType(resources[rest[0]])
    raise ValueError(kind)


def make_value(d, t, v, opts):
    make = lambda part, value: make_value(d, part, value, opts)
    match t:
        case d.BoolType(): return bool(v)
        case d.F32Type(): return struct.unpack("<f", struct.pack("<I", v))[0]
        case d.F64Type(): return struct.unpack("<d", struct.pack("<Q", v))[0]
        case d.CharType(): return chr(v)
        case d.StringType(): return make_string(d, v, opts)
        case d.ErrorContextType(): return d.ErrorContext(make_string(d, v, opts))
        case d.FlagsType(): return {label: bool(v >> i & 1) for i, label in enumerate(t.labels)}
    match d.despecialize(t):
        case d.ListType(element, _): return [make(element, e) for e in v]
        case d.RecordType(fields): return {f.label: make(f.t, e) for f, e in zip(fields, v)}
        case d.VariantType(cases):
            case = cases[v[0]]
            return {case.label: None if case.t is None else make(case.t, v[1])}
    return v


def make_string(d, s, opts):
    """A host's string comes in the guest's own encoding."""
    encoding = opts.string_encoding
    if encoding == "utf8":
        return (s, "utf8", len(s.encode("utf-8")))
    units = len(s.encode("utf-16-le")) // 2
    if encoding == "utf16":
        return (s, "utf16", units)
    return (s, encoding, units if all(ord(c) < 256 for c in s) else units | d.utf16_tag(opts.memory.ptr_type()))


def show_value(d, t, v):
    match t:
        case d.BoolType(): return int(v)
        case d.F32Type(): return struct.unpack("<I", struct.pack("<f", v))[0]
        case d.F64Type(): return struct.unpack("<Q", struct.pack("<d", v))[0]
        case d.CharType(): return ord(v)
        case d.StringType(): return v[0]
        case d.ErrorContextType(): return v.debug_message[0]
        case d.FlagsType(): return sum(1 << i for i, label in enumerate(t.labels) if v[label])
    match d.despecialize(t):
        case d.ListType(element, _): return [show_value(d, element, e) for e in v]
        case d.RecordType(fields): return [show_value(d, f.t, v[f.label]) for f in fields]
        case d.VariantType(cases):
            [label] = v.keys()
            index = next(i for i, c in enumerate(cases) if c.label == label)
            return [index, None if cases[index].t is None else show_value(d, cases[index].t, v[label])]
    return v


class Bits(float):
    """A float that keeps its bits. From guest to guest it need not have its value: the specification lets NaNs keep their bits."""

    def __new__(cls, bits, value=0.0):
        self = float.__new__(cls, value)
        self.bits = bits
        return self


def keep_bits(d, keeps):
    """Lets floats keep their bits, or puts the specification's functions back."""
    if not hasattr(d, "own_floats"):
        names = ("canonicalize_nan32", "canonicalize_nan64", "decode_i32_as_float", "decode_i64_as_float", "maybe_scramble_nan32",
                 "maybe_scramble_nan64", "encode_float_as_i32", "encode_float_as_i64", "type_matches_value")
        d.own_floats = {name: getattr(d, name) for name in names}
    # The slots that a case does not use hold the integer 0, of whatever type they are.
    matches = d.own_floats["type_matches_value"]
    same = lambda f: f
    bits = lambda f: f.bits if isinstance(f, Bits) else 0
    d.__dict__.update({
        "canonicalize_nan32": same, "canonicalize_nan64": same, "decode_i32_as_float": Bits, "decode_i64_as_float": Bits,
        "maybe_scramble_nan32": same, "maybe_scramble_nan64": same, "encode_float_as_i32": bits, "encode_float_as_i64": bits,
        "type_matches_value": lambda t, v: isinstance(v, int if t[0] == "i" else float) or v == 0,
    } if keeps else {**d.own_floats, "type_matches_value": lambda t, v: matches(t, v) or isinstance(v, Bits) or v == 0})


def remember(d):
    """Remembers what is computed of types, within one shape; a shape has many cases."""
    if not hasattr(d, "own_types"):
        names = ("despecialize", "alignment", "elem_size", "flatten_type")
        d.own_types = {name: getattr(d, name) for name in names}

    def pointer(rest):
        if not rest or isinstance(rest[0], str):
            return rest
        return None if rest[0].memory is None else rest[0].memory.ptr_type()

    def known(function):
        found = {}

        def lookup(t, *rest):
            key = (id(t), pointer(rest))
            entry = found.get(key)
            if entry is None:
                entry = found[key] = (function(t, *rest), t)
            return entry[0]
        return lookup

    d.__dict__.update({name: known(function) for name, function in d.own_types.items()})


def flat_bits(core, v):
    if core == "f32":
        return v.bits if isinstance(v, Bits) else struct.unpack("<I", struct.pack("<f", v))[0]
    if core == "f64":
        return v.bits if isinstance(v, Bits) else struct.unpack("<Q", struct.pack("<d", v))[0]
    return v


def flat_value(core, v):
    if core == "f32":
        return Bits(v & 0xffffffff, struct.unpack("<f", struct.pack("<I", v & 0xffffffff))[0])
    if core == "f64":
        return Bits(v, struct.unpack("<d", struct.pack("<Q", v))[0])
    return v & 0xffffffff if core == "i32" else v


class Guest:
    """A component instance with a memory, and a realloc that follows a script."""

    def __init__(self, d, shape, case, index, inst):
        config = shape["guests"][index]
        self.d, self.inst, self.index = d, inst, index
        self.script, self.calls, self.top = iter(case["s"][index]), [], TOP
        self.memory = d.MemInst(bytearray(PAGE), config["ptr"])
        self.write(case["m"][index])
        post_return = (lambda args: self.post_return(args, case["p"])) if config["post"] else None
        self.opts = d.CanonicalOptions(config["enc"], self.memory, self.realloc, post_return)
        self.is_full = case["full"]
        self.lines = []

    def write(self, chunks):
        for address, bytes_ in chunks:
            data = bytes.fromhex(bytes_)
            self.memory.bytes[address:address + len(data)] = data

    def share(self, other):
        """The other guest's memory and realloc are this one's too."""
        self.memory = other.memory
        self.opts.memory, self.opts.realloc = other.memory, other.realloc

    def hash(self):
        memory = self.memory.bytes
        if self.is_full:
            return hashlib.sha256(memory).hexdigest()[:16]
        window = hashlib.sha256(memory[:WINDOW])
        window.update(memory[PAGE - WINDOW:])
        return window.hexdigest()[:16]

    def realloc(self, args):
        old, old_size, alignment, size = args
        self.calls.append(args)
        action, operand = next(self.script, (0, 0))
        memory = self.memory.bytes
        if action == 4:
            self.d.trap()
        if action == 5:
            raise self.d.CoreWebAssemblyException()
        mask = (1 << 8 * self.memory.ptr_size()) - 1
        if action == 2:
            return [operand & mask]
        if action == 3:
            return [(len(memory) - size + operand) & mask]
        if action == 6:
            return [old]
        if action == 8 and len(memory) < 4 * PAGE:
            self.top = len(memory)
            memory.extend(bytes(PAGE))
        self.top = (self.top + alignment - 1) // alignment * alignment
        address = self.top + (operand if action == 1 else 0)
        self.top += size
        keep = min(old_size, size)
        if old + keep <= len(memory) and address + keep <= len(memory):
            memory[address:address + keep] = memory[old:old + keep]
        if action == 7 and old + old_size <= len(memory):
            memory[old:old + old_size] = bytes([0xcc]) * old_size
        if action == 9:
            memory[operand:operand + 16] = bytes([0xcc]) * 16
        return [address & mask]

    def post_return(self, args, mode):
        self.tell("post", args, self.flat_ft.results)
        self.end(mode)
        return []

    def end(self, mode):
        if mode == 1:
            self.d.trap()
        if mode == 2:
            raise self.d.CoreWebAssemblyException()

    def tell(self, what, flat, types):
        self.lines.append(" ".join([what, *(str(flat_bits(core, v)) for core, v in zip(types, flat, strict=True))]))

    def flat(self, types, values):
        return [flat_value(core, v) for core, v in zip(types, values)]

    def closing(self, other=None):
        calls = " ".join(",".join(map(str, call)) for call in self.calls)
        memory = "" if other is not None and other.memory is self.memory else f"\nmemory{self.index} {self.hash()}"
        return f"realloc{self.index} {calls}{memory}\ntable{self.index} {table(self.d, self.inst)}"


def table(d, inst):
    """The handles of an instance: an entry for each index, and the free ones in the order of their use."""
    def entry(e):
        if e is None:
            return "-"
        if isinstance(e, d.ResourceHandle):
            return f"{e.rt.number}.{e.rep}.{'o' if e.own else 'b'}.{e.num_lends}"
        return "e"
    handles = inst.handles
    return " ".join([*map(entry, handles.array[1:]), "free", *map(str, reversed(handles.free))])


class Shape:
    """A function type at an edge. Types are made once; instances for each case."""

    def __init__(self, d, question):
        self.d, self.question = d, question
        self.edge = question["edge"]
        self.resources = []
        for number, _ in enumerate(question["resources"]):
            resource = d.ResourceType(None)
            resource.number = number
            self.resources.append(resource)
        make = lambda t: make_type(d, t, self.resources)
        self.params = [make(t) for t in question["params"]]
        self.result = [] if question["result"] is None else [make(question["result"])]
        self.ft = d.FuncType([(f"p{i}", t) for i, t in enumerate(self.params)], self.result)

    def run(self, case):
        d = self.d
        store = d.Store()
        others = [d.ComponentInstance(store)]
        instances = self.instances(store)
        for resource, owner in zip(self.resources, self.question["resources"]):
            resource.impl = instances[owner] if owner < len(instances) else others[0]
        guests = [Guest(d, self.question, case, i, inst) for i, inst in enumerate(instances)]
        if self.question["relation"] == 4:
            guests[1].share(guests[0])
        lines = guests[0].lines
        for guest in guests:
            guest.lines = lines
            guest.flat_ft = d.flatten_functype(guest.opts, self.ft, "lift")
        self.fill(case, guests)
        try:
            getattr(self, self.edge)(case, store, guests)
        except d.Trap:
            lines.append("trap")
            return "\n".join(lines)
        except (AssertionError, RecursionError) as error:
            lines.append(f"{type(error).__name__} {traceback.extract_tb(error.__traceback__)[-1]}")
            return "\n".join(lines)
        lines += [guest.closing(guests[0] if guest is not guests[0] else None) for guest in guests]
        return "\n".join(lines)

    def instances(self, store):
        d = self.d
        first = d.ComponentInstance(store)
        if self.edge != "fused":
            return [first]
        match self.question["relation"]:
            case 0:
                root = d.ComponentInstance(store)
                return [d.ComponentInstance(store, root), d.ComponentInstance(store, root)]
            case 1: return [first, d.ComponentInstance(store, first)]
            case 2: return [d.ComponentInstance(store, first), first]
            case _: return [first, first]

    def fill(self, case, guests):
        """Puts handles into the tables, and frees some again."""
        d = self.d
        for guest, handles in zip(guests, case["h"]):
            for resource, rep, lends in handles:
                if resource < 0:
                    guest.inst.handles.add(d.ErrorContext((str(rep), "utf8", len(str(rep)))))
                    continue
                handle = d.ResourceHandle(self.resources[resource], rep, own=True)
                handle.num_lends = lends
                guest.inst.handles.add(handle)
        for guest, indices in zip(guests, case["x"]):
            for index in indices:
                guest.inst.handles.remove(index)

    def callee(self, case, guest):
        """The core function of a lifted one: tells its arguments, writes its result, drops what it borrowed."""
        d = self.d

        def core(args):
            guest.tell("entered", args, guest.flat_ft.params)
            guest.lines.append(f"memory {guest.hash()}")
            returns = case["r"]
            guest.write(returns["m"])
            if returns["drop"]:
                for index, handle in enumerate(guest.inst.handles.array):
                    if isinstance(handle, d.ResourceHandle) and not handle.own:
                        d.canon_resource_drop(handle.rt, index)
            guest.end(returns["end"])
            return guest.flat(guest.flat_ft.results, returns["f"])
        return core

    def lift(self, case, store, guests):
        d, [guest] = self.d, guests
        lifted = store.lift(self.callee(case, guest), self.ft, guest.opts, guest.inst)
        arguments = [make_value(d, t, v, guest.opts) for t, v in zip(self.params, case["a"])]
        shown = []

        def on_resolve(result):
            shown.extend(show_value(d, t, v) for t, v in zip(self.result, result))

        store.invoke(lifted, lambda: arguments, on_resolve)
        guest.lines.append("result " + json.dumps(shown, separators=(",", ":"), ensure_ascii=True))

    def caller(self, case, store, guest, callee):
        """Calls from within a task of the guest, which tells what comes back."""
        d = self.d
        lower_ft = d.flatten_functype(guest.opts, self.ft, "lower")

        def core(args):
            lowered = store.lower(callee, self.ft, guest.opts, guest.inst)
            guest.tell("returned", lowered(guest.flat(lower_ft.params, case["f"])), lower_ft.results)
            return []

        run = store.lift(core, d.FuncType([], []), d.CanonicalOptions(), guest.inst)
        store.invoke(run, lambda: [], lambda _: None)

    def lower(self, case, store, guests):
        d, [guest] = self.d, guests
        returns = case["r"]

        def host(on_start, on_resolve, caller):
            shown = [show_value(d, t, v) for t, v in zip(self.params, on_start())]
            guest.lines.append("host " + json.dumps(shown, separators=(",", ":"), ensure_ascii=True))
            guest.end(returns["end"])
            on_resolve([make_value(d, t, v, guest.opts) for t, v in zip(self.result, returns["v"])])
            return lambda _: None

        self.caller(case, store, guest, host)

    def fused(self, case, store, guests):
        caller, callee = guests
        lifted = store.lift(self.callee(case, callee), self.ft, callee.opts, callee.inst)
        self.caller(case, store, caller, lifted)


def run_shape(d, question):
    remember(d)
    keep_bits(d, question["edge"] == "fused")
    shape = Shape(d, question)
    return [shape.run(case) for case in question["cases"]]


def layout(d, question):
    """What follows from a type alone: alignment, size, flat types, and the core types of functions."""
    remember(d)
    resources = [d.ResourceType(None) for _ in range(8)]
    params = [make_type(d, t, resources) for t in question["params"]]
    result = [] if question["result"] is None else [make_type(d, question["result"], resources)]
    ft = d.FuncType(params, result)
    lines = []
    for ptr in ("i32", "i64"):
        opts = d.LiftLowerOptions(memory=d.MemInst(bytearray(), ptr))
        opts.async_, opts.callback = False, None
        for t in params + result:
            flat = d.flatten_type(t, opts)
            lines.append(f"{d.alignment(t, ptr)} {d.elem_size(t, ptr)} {' '.join(flat) if len(flat) <= 16 else 'many'}")
        for context in ("lift", "lower"):
            core = d.flatten_functype(opts, ft, context)
            lines.append(f"{context} [{' '.join(core.params)}] -> [{' '.join(core.results)}]")
    for t in params + result:
        try:
            lines.append(f"borrow {int(d.contains_borrow(t))}")
        except AssertionError:
            lines.append("borrow ?")
    return "\n".join(lines)
