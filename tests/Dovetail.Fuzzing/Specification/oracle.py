"""Answers questions with the specification's own definitions.py: a line in, a line out, both JSON.

    oracle.py DEFINITIONS

The questions are batches of cases of one function type (abi.py), programs of resource built-ins (programs.py), and which branches
of definitions.py have run (branches.py).
"""
import json
import sys
import threading
import types

from branches import Branches


def load(path):
    """The module, with a task run on the thread of its caller: synchronous tasks never wait."""
    branches = Branches(path)
    module = types.ModuleType("definitions")
    sys.modules["definitions"] = module
    branches.install(module)
    local = module.thread_local_handler

    def cont_new(function):
        continuation = module.Continuation()
        continuation.function = function
        return continuation

    def resume(continuation, block_result, thread):
        outer = getattr(local, "value", None)
        handler = module.Handler()
        handler.current_thread = thread
        local.value = handler
        try:
            continuation.function(block_result)
        finally:
            local.value = outer
        return (None, None)

    def block(switch_to):
        raise AssertionError("a synchronous task waits")

    own_store = module.store_string_into_range

    def store_string_into_range(cx, v):
        """Where the two memories' addresses are of different widths, the tag of latin1+utf16 is the source's, and it is looked for at the target's bit."""
        s, encoding, units = v
        tags = module.utf16_tag("i32") | module.utf16_tag("i64")
        if encoding == "latin1+utf16" and units & tags:
            v = (s, encoding, units & ~tags | module.utf16_tag(cx.opts.memory.ptr_type()))
        return own_store(cx, v)

    module.store_string_into_range = store_string_into_range
    module.cont_new, module.resume, module.block = cont_new, resume, block
    module.DETERMINISTIC_PROFILE = True
    return module, branches


def serve(definitions, branches):
    import abi
    import programs

    def answer(question):
        match question["op"]:
            case "shape": return abi.run_shape(definitions, question)
            case "layout": return [abi.layout(definitions, q) for q in question["types"]]
            case "programs": return [programs.run(definitions, program) for program in question["programs"]]
            case "branches": return list(branches.rows())

    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line)), separators=(",", ":")), flush=True)


if __name__ == "__main__":
    sys.setrecursionlimit(100_000)
    threading.stack_size(512 << 20)
    thread = threading.Thread(target=serve, args=load(sys.argv[1]))
    thread.start()
    thread.join()
