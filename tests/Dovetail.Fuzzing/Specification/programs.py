"""Programs of resource built-ins over several component instances.

A program has instances, resource types, functions that guests lift and lower, functions of the host, and steps that the host takes. The
bodies of guests are lists of operations on core values. What happens is told line by line; after each step, the tables of all instances
and which of them are locked.

The host keeps what it is given in a pool, and passes on from there what lies on top: an owned resource that is not lent, or any for a
borrow. An operation for which it has none is left out.
"""

MOST_DEPTH = 8


class KeepingHost:
    """Chooses what the specification lets a host choose at random."""

    @staticmethod
    def randint(least, greatest):
        return least


class Item:
    """A resource in the host's hands."""

    def __init__(self, resource, rep, is_owned):
        self.resource, self.rep, self.is_owned, self.lends = resource, rep, is_owned, 0


class Program:
    def __init__(self, d, program):
        self.d, self.program = d, program
        self.store = d.Store()
        self.lines, self.pool, self.fuel, self.depth = [], [], 0, 0
        self.settled = 0
        d.Table.MAX_LENGTH = program["handles"]
        self.instances = []
        for parent in program["instances"]:
            inst = d.ComponentInstance(self.store, self.instances[parent] if parent >= 0 else None)
            inst.threads = threads(d)
            inst.trapped = False
            self.instances.append(inst)
        outside = d.ComponentInstance(self.store)
        outside.threads = threads(d)
        self.resources = []
        for number, resource in enumerate(program["resources"]):
            owner = resource["owner"]
            made = d.ResourceType(self.instances[owner] if owner >= 0 else outside)
            made.number = number
            made.dtor = self.destructor(resource, owner, number)
            self.resources.append(made)
        self.functions = [self.lift(i, f) for i, f in enumerate(program["functions"])]
        self.hosts = [self.host(i, f) for i, f in enumerate(program["hosts"])]
        self.lowered = {}

    def tell(self, *words):
        self.lines.append(" ".join(map(str, words)))
        self.settled = len(self.lines)

    # Types and options

    def type(self, kind):
        d = self.d
        match kind[0]:
            case "u": return d.U32Type()
            case "s": return d.StringType()
            case "o": return d.OwnType(self.resources[kind[1]])
            case "b": return d.BorrowType(self.resources[kind[1]])
            case "e": return d.ErrorContextType()

    def ft(self, f):
        return self.d.FuncType([self.type(k) for k in f["params"]], [self.type(k) for k in f["result"]])

    def options(self, i, f=None):
        d = self.d

        def realloc(args):
            settled = self.settled
            self.tell("realloc", i, *args)
            try:
                self.run(i, self.program["reallocs"][i], args)
            finally:
                self.settled = settled
            return [64]

        def post_return(args):
            self.tell("post", i, *args)
            self.run(i, f["post"], args)
            return []

        has_post = f is not None and f["post"] is not None
        return d.CanonicalOptions("utf8", d.MemInst(bytearray(1 << 16), "i32"), realloc, post_return if has_post else None)

    # Functions

    def destructor(self, resource, owner, number):
        if resource["dtor"] is None:
            return None

        def dtor(args):
            self.tell("dtor", number, *args)
            if owner >= 0:
                self.run(owner, resource["dtor"], args)
            return []
        return dtor

    def lift(self, number, f):
        def core(args):
            self.tell("enter", number, *args)
            value = self.run(f["inst"], f["body"], args)
            self.tell("leave", number, value)
            return [value] if f["result"] else []
        i = f["inst"]
        return self.store.lift(core, self.ft(f), self.options(i, f), self.instances[i])

    def host(self, number, f):
        def func_inst(on_start, on_resolve, caller):
            given, shown = [], []
            for kind, value in zip(f["params"], on_start()):
                if kind[0] in "ob":
                    given.append(Item(kind[1], value, kind[0] == "o"))
                shown.append(self.show(kind, value))
            self.pool += given
            self.tell("host", number, *shown)
            try:
                for operation in f["body"]:
                    self.host_step(operation)
                result = [self.host_result(kind) for kind in f["result"]]
            finally:
                self.pool = [item for item in self.pool if item.is_owned or item not in given]
            on_resolve(result)
            return lambda _: None
        return func_inst

    def host_result(self, kind):
        match kind[0]:
            case "u": return 7
            case "e": return self.d.ErrorContext(("host", "utf8", 4))
        item = self.take(kind)
        if item is None:
            self.d.trap()
        self.pool.remove(item)
        return item.rep

    def show(self, kind, value):
        match kind[0]:
            case "s": return value[0]
            case "e": return value.debug_message[0]
        return value

    # What guests do

    def run(self, i, body, args):
        """Runs a body in an instance; its last value, or 0."""
        d, values = self.d, list(args)
        at = lambda index: values[index % len(values)] if values else 0
        for operation, *rest in body:
            if self.fuel == 0:
                break
            self.fuel -= 1
            match operation:
                case "new":
                    if self.resources[rest[0]].impl is self.instances[i]:
                        values += d.canon_resource_new(self.resources[rest[0]], rest[1])
                        self.tell("new", i, values[-1])
                case "rep":
                    if self.resources[rest[0]].impl is self.instances[i]:
                        values += d.canon_resource_rep(self.resources[rest[0]], at(rest[1]))
                        self.tell("rep", i, values[-1])
                case "drop":
                    d.canon_resource_drop(self.resources[rest[0]], at(rest[1]))
                    self.tell("drop", i)
                case "const":
                    values.append(rest[0])
                case "again":
                    values.append(at(rest[0]))
                case "trap":
                    d.trap()
                case "throw":
                    raise d.CoreWebAssemblyException()
                case "call" | "ask":
                    if self.depth < MOST_DEPTH:
                        self.depth += 1
                        values += self.call(i, operation, rest[0], [at(index) for index in rest[1]])
                        self.depth -= 1
                        self.tell("called", i, *values[-1:])
                case "error":
                    values += self.keep_message(lambda: d.canon_error_context_new(self.options(i), 0, 3))
                    self.tell("error", i, values[-1])
                case "message":
                    d.canon_error_context_debug_message(self.options(i), at(rest[0]), 32)
                    self.tell("message", i)
                case "forget":
                    d.canon_error_context_drop(at(rest[0]))
                    self.tell("forget", i)
        return values[-1] if values else 0

    def keep_message(self, make):
        """What the specification leaves to the host: an error context keeps its message."""
        d, deterministic = self.d, self.d.DETERMINISTIC_PROFILE
        d.DETERMINISTIC_PROFILE, d.random, d.host_defined_transformation = False, KeepingHost, lambda message: message
        try:
            return make()
        finally:
            d.DETERMINISTIC_PROFILE = deterministic

    def call(self, i, operation, number, args):
        """Calls a function of a guest, or asks the host, through a lowered function of the instance."""
        f, callee = (self.program["functions"][number], self.functions[number]) if operation == "call" \
            else (self.program["hosts"][number], self.hosts[number])
        key = (i, operation, number)
        if key not in self.lowered:
            self.lowered[key] = self.store.lower(callee, self.ft(f), self.options(i), self.instances[i])
        flat, rest = [], iter(args)
        for kind in f["params"]:
            flat += [0, 3] if kind[0] == "s" else [next(rest)]
        return self.lowered[key](flat)

    # What the host does

    def take(self, kind):
        wanted = [item for item in self.pool if item.resource == kind[1] and (kind[0] == "b" or item.is_owned and not item.lends)]
        return wanted[-1] if wanted else None

    def host_step(self, step):
        operation, number = step[0], step[1]
        if operation == "call":
            self.host_call(number, step[2])
        elif operation == "drop":
            item = self.take(["o", number])
            if item is not None and self.may_drop(item):
                self.host_drop(item)
        elif operation == "make" and self.program["resources"][number]["owner"] < 0:
            self.pool.append(Item(number, step[2], True))
        elif operation == "trap":
            self.d.trap()

    def host_call(self, number, constant):
        f = self.program["functions"][number]
        chosen = []
        for kind in f["params"]:
            item = None
            if kind[0] in "ob":
                item = self.take(kind)
                if item is None or any(item is other for other in chosen):
                    return
            chosen.append(item)
        lent = []

        def on_start():
            values = []
            for kind, item in zip(f["params"], chosen):
                match kind[0]:
                    case "u": values.append(constant)
                    case "s": values.append(("abc", "utf8", 3))
                    case "e": values.append(self.d.ErrorContext(("given", "utf8", 5)))
                    case "o":
                        self.pool.remove(item)
                        values.append(item.rep)
                    case "b":
                        item.lends += 1
                        lent.append(item)
                        values.append(item.rep)
            return values

        results = []
        try:
            self.enter(f["inst"], self.functions[number], on_start, results.extend)
        finally:
            for item in lent:
                item.lends -= 1
        for kind, value in zip(f["result"], results):
            if kind[0] == "o":
                self.pool.append(Item(kind[1], value, True))
            self.tell("got", self.show(kind, value))

    def may_drop(self, item):
        """Not while the instance runs: when the destructor then runs is the host's affair."""
        owner = self.program["resources"][item.resource]["owner"]
        return owner < 0 or self.root(owner).trapped or self.instances[owner].may_enter_from(None)

    def host_drop(self, item):
        """What disposing of a guest's resource does: nothing where a trap has locked its instance."""
        self.pool.remove(item)
        resource = self.resources[item.resource]
        owner = self.program["resources"][item.resource]["owner"]
        if owner < 0 or resource.dtor is None or self.root(owner).trapped:
            return
        d = self.d
        dtor = self.store.lift(resource.dtor, d.FuncType([d.U32Type()], []), d.CanonicalOptions(), resource.impl)
        self.enter(owner, dtor, lambda: [item.rep], lambda _: None)

    def enter(self, i, function, on_start, on_resolve):
        """Calls from the host. A trap locks the root of an instance that was entered."""
        may_enter = self.instances[i].may_enter_from(None)
        try:
            self.store.invoke(function, on_start, on_resolve)
        except self.d.Trap:
            if may_enter:
                self.root(i).trapped = True
            raise

    def root(self, i):
        inst = self.instances[i]
        while inst.parent is not None:
            inst = inst.parent
        return inst

    def steps(self):
        for step in self.program["steps"]:
            self.depth, self.fuel = 0, self.program["fuel"]
            try:
                self.host_step(step)
                self.tell("done")
            except self.d.Trap:
                # Whether realloc ran before something else trapped, nobody can tell: its instance is locked.
                del self.lines[self.settled:]
                self.tell("trap")
            for i, inst in enumerate(self.instances):
                self.tell("table", i, table(self.d, inst) if inst.may_enter else "locked")
        return "\n".join(self.lines)


def threads(d):
    """A table of threads that the bound on handles does not bound."""

    class Threads(d.Table):
        def add(self, thread):
            self.array.append(thread)
            return len(self.array) - 1
    return Threads()


def table(d, inst):
    from abi import table as show
    return show(d, inst)


def run(d, program):
    greatest = d.Table.MAX_LENGTH
    try:
        return Program(d, program).steps()
    except (AssertionError, RecursionError) as error:
        import traceback
        return f"{type(error).__name__} {traceback.extract_tb(error.__traceback__)[-1]}"
    finally:
        d.Table.MAX_LENGTH = greatest
