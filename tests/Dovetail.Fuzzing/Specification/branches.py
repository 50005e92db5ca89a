"""Counts which branches of definitions.py run: the two ways of each condition, each case of a match, each loop with and without a turn,
each handler, and both answers at every call of trap_if.

The source is given marks while it is loaded, so that counting costs next to nothing and a whole run can be measured.
"""
import ast

# What only tasks that wait can reach, by name: streams, futures, waitables, subtasks of async calls, threads, callbacks.
ASYNC_CLASSES = {
    "Continuation", "Handler", "Waitable", "WaitableSet", "Buffer", "BufferGuestImpl", "ReadableBufferGuestImpl",
    "WritableBufferGuestImpl", "SharedBase", "SharedStreamImpl", "CopyEnd", "ReadableStreamEnd", "WritableStreamEnd", "SharedFutureImpl",
    "ReadableFutureEnd", "WritableFutureEnd",
}
ASYNC_FUNCTIONS = {
    "cont_new", "resume", "block", "Thread.start_waiting_internal", "Thread.stop_waiting_internal", "Thread.resume_later",
    "Thread.block_internal", "Thread.switch_to_internal", "Thread.suspend", "Thread.wait_until", "Thread.yield_",
    "Thread.suspend_then_resume", "Thread.yield_then_resume", "Thread.suspend_then_promote", "Thread.yield_then_promote",
    "Task.request_cancellation", "Task.deliver_pending_cancel", "Task.cancel", "Task.needs_exclusive", "Store.tick", "Subtask.drop",
    "none_or_number_type", "Table.__iter__", "contains_async_value", "lift_stream", "lift_future", "lift_async_value", "lower_stream", "lower_future",
    "unpack_callback_result", "canon_context_get", "canon_context_set", "canon_backpressure_inc", "canon_backpressure_dec",
    "canon_task_return", "canon_task_cancel", "canon_waitable_set_new", "canon_waitable_set_wait", "unpack_event",
    "canon_waitable_set_poll", "canon_waitable_set_drop", "canon_waitable_join", "canon_subtask_cancel", "canon_subtask_drop",
    "canon_stream_new", "canon_future_new", "stream_copy", "future_copy", "cancel_copy", "drop", "canon_lower.on_progress",
}
ASYNC_PREFIXES = ("canon_thread_", "canon_stream_", "canon_future_", "stream_copy.", "future_copy.")

# Conditions of which one answer needs a task that waits, or a call with the option `async`: function, a name in the condition, answer.
ASYNC_ANSWERS = [
    ("", "async_", "async"), ("canon_lift", "callback", None), ("canon_lift", "CallbackCode", None), ("canon_lift", "cancelled", None),
    ("canon_lift", "RESOLVED", True), ("canon_lift", "candidates", None), ("canon_lift", "enter_implicit_thread", True),
    ("canon_lift", "WaitableSet", None), ("flatten_functype", "callback", None), ("canon_lower", "cancellation_requested", None),
    ("canon_lower.on_resolve", "result", True), ("canon_lower.on_resolve", "STARTING", None), ("canon_lower", "resolved", "unresolved"),
    ("canon_lower.subtask_event", "resolved", None), ("Task.unregister_thread", "RESOLVED", True), ("Task.unregister_thread", "threads", False), ("Thread.resume", "waiting", True),
    ("Task.return_", "RESOLVED", True), ("Task.enter_implicit_thread", "has_backpressure", None),
    ("Task.enter_implicit_thread", "cancelled", None), ("Task.enter_implicit_thread", "needs_exclusive", None),
    ("Task.exit_implicit_thread", "needs_exclusive", True), ("flatten_functype", "MAX_FLAT_ASYNC_PARAMS", None),
]


class Site:
    def __init__(self, function, node, kind, outcomes):
        self.function, self.line, self.kind, self.outcomes = function, node.lineno, kind, outcomes
        self.names = {n.id if isinstance(n, ast.Name) else n.attr for n in ast.walk(node) if isinstance(n, (ast.Name, ast.Attribute))}
        self.negated = isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not)
        self.in_async = False

    def is_async(self, outcome):
        """Whether an outcome can be reached only with tasks that wait."""
        if self.in_async or self.function in ASYNC_FUNCTIONS or self.function.startswith(ASYNC_PREFIXES):
            return True
        if self.function.split(".")[0] in ASYNC_CLASSES:
            return True
        if self.kind == "case":
            return bool(self.names) and self.names <= {"StreamType", "FutureType", "FuncType", "t", "u"} and "ListType" not in self.names \
                or any(name in ("CallbackCode",) for name in self.names)
        for function, name, answer in ASYNC_ANSWERS:
            if self.function.startswith(function) and name in self.names:
                if answer is None:
                    return True
                wanted = answer
                if answer == "async":
                    wanted = not self.negated
                elif answer == "unresolved":
                    wanted = self.negated
                if outcome == wanted:
                    return True
        return False


class Marker(ast.NodeTransformer):
    """Puts the marks in. A site's number counts outcomes: two for a condition, one for anything else."""

    def __init__(self):
        self.sites, self.count, self.scope, self.async_depth = [], 0, [], 0

    def site(self, node, kind, outcomes):
        site = Site(".".join(self.scope), node, kind, outcomes)
        site.first, site.in_async = self.count, self.async_depth > 0
        self.sites.append(site)
        self.count += len(outcomes)
        return site.first

    def condition(self, test, kind):
        first = self.site(test, kind, (False, True))
        return ast.copy_location(
            ast.Call(ast.Name("_condition_", ast.Load()), [ast.Constant(first), test], []), test)

    def mark(self, node, kind):
        first = self.site(node, kind, (kind,))
        return ast.copy_location(ast.Expr(ast.Call(ast.Name("_mark_", ast.Load()), [ast.Constant(first)], [])), node)

    def visit_scope(self, node):
        self.scope.append(node.name)
        self.generic_visit(node)
        self.scope.pop()
        return node

    visit_FunctionDef = visit_ClassDef = visit_scope

    # What stands below a condition that only async can answer so is async as a whole.
    def visit_branches(self, node, kind):
        node.test = self.visit(node.test)
        at = len(self.sites)
        node.test = self.condition(node.test, kind)
        site = self.sites[at]
        for body, outcome in ((node.body, True), (node.orelse, False)):
            is_async = site.is_async(outcome)
            self.async_depth += is_async
            body[:] = [self.visit(statement) for statement in body]
            self.async_depth -= is_async
        return node

    def visit_If(self, node):
        return self.visit_branches(node, "if")

    def visit_While(self, node):
        return self.visit_branches(node, "while")

    def visit_IfExp(self, node):
        self.generic_visit(node)
        node.test = self.condition(node.test, "if")
        return node

    def visit_For(self, node):
        self.generic_visit(node)
        node.body.insert(0, self.mark(node.iter, "turn"))
        node.orelse.insert(0, self.mark(node.iter, "end"))
        return node

    def visit_match_case(self, node):
        at = len(self.sites)
        mark = self.mark(node.pattern, "case")
        is_async = self.sites[at].is_async("case")
        self.async_depth += is_async
        self.generic_visit(node)
        self.async_depth -= is_async
        node.body.insert(0, mark)
        return node

    def visit_ExceptHandler(self, node):
        self.generic_visit(node)
        node.body.insert(0, self.mark(node, "except"))
        return node

    def visit_Assert(self, node):
        return node

    def visit_Call(self, node):
        self.generic_visit(node)
        if isinstance(node.func, ast.Name) and node.func.id == "trap_if":
            node.args[0] = self.condition(node.args[0], "trap_if")
        return node


class Branches:
    """The branches of one source file, and which of them ran."""

    def __init__(self, path):
        with open(path, encoding="utf-8") as file:
            tree = ast.parse(file.read(), path)
        marker = Marker()
        self.code = compile(ast.fix_missing_locations(marker.visit(tree)), path, "exec")
        self.sites = marker.sites
        self.seen = bytearray(marker.count)

    def install(self, module):
        seen = self.seen

        def condition(first, value):
            seen[first + 1 if value else first] = 1
            return value

        def mark(first):
            seen[first] = 1

        module.__dict__.update(_condition_=condition, _mark_=mark)
        exec(self.code, module.__dict__)

    def rows(self):
        """Every outcome: function, line, kind, outcome, whether it is async only, whether it ran."""
        for site in self.sites:
            for i, outcome in enumerate(site.outcomes):
                yield [site.function, site.line, site.kind, str(outcome), site.is_async(outcome), bool(self.seen[site.first + i])]
