using System.Text;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Runtime;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>Dovetail's side: carries out one program, and tells what <c>programs.py</c> tells. Belongs to one thread.</summary>
internal sealed class ProgramSubject : IDisposable
{
    private const int MostDepth = 8;

    // Resource types of all programs: function types are compared by them, and what is made for a function type is kept.
    private static readonly ResourceType[] s_types = [new("r0"), new("r1"), new("r2")];

    private readonly GuestProgram _program;
    private readonly Store _store;
    private readonly Memory _memory;
    private readonly ComponentState[] _instances;
    private readonly RuntimeResourceType[] _resources;
    private readonly LiftedFunction[] _functions;
    private readonly HostComponentFunction[] _hosts;
    private readonly CanonicalOptions[] _options;
    private readonly Dictionary<(int, string, int), (FunctionReference Function, FlatFunctionType Type)> _lowered = [];
    private readonly List<Item> _pool = [];
    private readonly StringBuilder _lines = new();
    private int _settled;
    private int _fuel;
    private int _depth;

    /// <summary>Makes the instances and functions of a program.</summary>
    public ProgramSubject(Engine engine, GuestProgram program)
    {
        _program = program;
        _store = new Store(engine, new StoreOptions { MaxHandles = program.Handles });
        _memory = new Memory(_store, new MemoryType(new Limits(1, 1)));
        _instances = new ComponentState[program.Parents.Length];
        for (var i = 0; i < _instances.Length; i++)
            _instances[i] = new ComponentState(_store, program.Parents[i] < 0 ? null : _instances[program.Parents[i]], $"i{i}");
        _resources = [.. program.Resources.Select(Resource)];
        _options = [.. _instances.Select((_, i) => new CanonicalOptions(StringEncoding.Utf8, _memory, Realloc(i)))];
        _functions = [.. program.Functions.Select(Lift)];
        _hosts = [.. program.Hosts.Select(Host)];
    }

    private sealed class Item(int resource, object value, bool isOwned)
    {
        public int Resource => resource;

        public object Value => value;

        public bool IsOwned => isOwned;

        public int Lends { get; set; }
    }

    /// <summary>What happened, told line by line.</summary>
    public string Run()
    {
        foreach (var step in _program.Steps)
        {
            (_depth, _fuel) = (0, _program.Fuel);
            try
            {
                HostStep(step);
                Tell("done");
            }
            catch (TrapException)
            {
                // Whether realloc ran before something else trapped, nobody can tell: its instance is locked.
                _lines.Length = _settled;
                Tell("trap");
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                Tell($"{exception.GetType().Name}: {exception.Message}");
            }

            for (var i = 0; i < _instances.Length; i++) Tell("table", i, _instances[i].MayEnter ? AbiGuest.Table(_instances[i].Handles) : "locked");
        }

        return _lines.ToString().TrimEnd('\n');
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private void Tell(params ReadOnlySpan<object> words)
    {
        _lines.AppendJoin(' ', words).Append('\n');
        _settled = _lines.Length;
    }

    private void TellAll(string what, int number, IEnumerable<ulong> values) => Tell([what, number, .. values]);

    private RuntimeResourceType Resolve(ResourceType type) => _resources[Array.IndexOf(s_types, type)];

    private RuntimeResourceType Resource(ProgramResource resource, int number)
    {
        if (resource.Owner < 0)
            return RuntimeResourceType.OfHost($"r{number}", typeof(HostThing), resource.Destructor is null ? null : thing => Tell("dtor", number, ((HostThing)thing).Rep));
        var destructor = resource.Destructor is not { } body ? null : Core(CanonLower.Drop, arguments =>
        {
            TellAll("dtor", number, arguments);
            Execute(resource.Owner, body, arguments);
            return 0;
        });
        return RuntimeResourceType.OfGuest($"r{number}", _instances[resource.Owner], destructor);
    }

    private FunctionReference Core(FlatFunctionType type, Func<ulong[], ulong> body) => CoreFunctions.Make(_store, type, body);

    private FunctionReference Realloc(int i) => Core(CanonLower.Realloc(PointerType.I32), arguments =>
    {
        var settled = _settled;
        TellAll("realloc", i, arguments);
        try
        {
            Execute(i, _program.Reallocs[i], arguments);
        }
        finally
        {
            _settled = settled;
        }

        return 64;
    });

    private LiftedFunction Lift(ProgramFunction function, int number)
    {
        var type = function.Type(s_types);
        var flat = Flattening.FlattenFunctype(type, AbiContext.Lift);
        var core = Core(flat, arguments =>
        {
            TellAll("enter", number, arguments);
            var value = Execute(function.Instance, function.Body, arguments);
            Tell("leave", number, value);
            return value;
        });
        var options = _options[function.Instance];
        if (function.PostReturn is { } body)
        {
            options = options with
            {
                PostReturn = Core(new FlatFunctionType(flat.Results, []), arguments =>
                {
                    TellAll("post", function.Instance, arguments);
                    Execute(function.Instance, body, arguments);
                    return 0;
                }),
            };
        }

        return new LiftedFunction($"i{function.Instance}.f{number}", type, _instances[function.Instance], options, core, Resolve);
    }

    private HostComponentFunction Host(ProgramFunction function, int number)
    {
        var host = DelegateBinding.ToFunction($"host.f{number}", function.Type(s_types), arguments =>
        {
            var given = new List<Item>();
            var shown = new List<object> { "host", number };
            for (var i = 0; i < arguments.Length; i++)
            {
                var slot = function.Parameters[i];
                if (slot.IsHandle) given.Add(new Item(slot.Resource, arguments[i].AsResource(), slot.Kind == SlotKind.Own));
                shown.Add(Show(slot, arguments[i]));
            }

            _pool.AddRange(given);
            Tell([.. shown]);
            try
            {
                foreach (var operation in function.Body) HostStep(operation);
                return function.Result is { } result ? HostResult(result) : default;
            }
            finally
            {
                _pool.RemoveAll(item => !item.IsOwned && given.Contains(item));
            }
        });
        host.BindResources(Resolve);
        return host;
    }

    private WitValue HostResult(Slot slot)
    {
        if (slot.Kind == SlotKind.Word) return 7u;
        if (slot.Kind == SlotKind.ErrorContext) return WitValue.ErrorContext(new ErrorContext("host"));
        var item = Take(slot) ?? throw new TrapException(TrapCode.Unreachable);
        _pool.Remove(item);
        return WitValue.Resource(item.Value);
    }

    private static object Show(Slot slot, WitValue value) => slot.Kind switch
    {
        SlotKind.Word => (uint)value,
        SlotKind.String => (string)value,
        SlotKind.ErrorContext => ((ErrorContext)value).DebugMessage,
        _ => WitData.RepOf(value.AsResource()),
    };

    private ulong Execute(int i, IReadOnlyList<Operation> body, ulong[] arguments)
    {
        List<ulong> values = [.. arguments];
        ulong At(long index) => values.Count > 0 ? values[(int)(index % values.Count)] : 0;
        foreach (var operation in body)
        {
            if (_fuel == 0) break;
            _fuel--;
            switch (operation.Name)
            {
                case "new" or "rep" when _resources[operation.A].Implementer == _instances[i]:
                    values.Add(Builtin(i, operation.Name, operation.A, operation.Name == "new" ? operation.B : At(operation.B)));
                    Tell(operation.Name, i, values[^1]);
                    break;
                case "drop":
                    Builtin(i, operation.Name, operation.A, At(operation.B));
                    Tell("drop", i);
                    break;
                case "const":
                    values.Add((ulong)operation.A);
                    break;
                case "again":
                    values.Add(At(operation.A));
                    break;
                case "trap":
                    throw new TrapException(TrapCode.Unreachable);
                case "throw":
                    throw new WasmException(new Tag(_store, new FunctionType([], [])));
                case "call" or "ask" when _depth < MostDepth:
                    _depth++;
                    values.AddRange(Call(i, operation, [.. operation.Values!.Select(index => At(index))]));
                    _depth--;
                    if (values.Count > 0) Tell("called", i, values[^1]);
                    else Tell("called", i);
                    break;
                case "error":
                    values.Add(ErrorContext(i, operation.Name, [0, 3]));
                    Tell("error", i, values[^1]);
                    break;
                case "message":
                    ErrorContext(i, operation.Name, [At(operation.A), 32]);
                    Tell("message", i);
                    break;
                case "forget":
                    ErrorContext(i, operation.Name, [At(operation.A)]);
                    Tell("forget", i);
                    break;
            }
        }

        return values.Count > 0 ? values[^1] : 0;
    }

    private ulong Builtin(int i, string name, int resource, ulong argument)
    {
        var (function, type) = Lowered(i, name, resource);
        return CoreFunctions.Call(function, type, [argument]) is [var result] ? result : 0;
    }

    private ulong ErrorContext(int i, string name, ulong[] arguments)
    {
        var (function, type) = Lowered(i, name, 0);
        return CoreFunctions.Call(function, type, arguments) is [var result] ? result : 0;
    }

    private ulong[] Call(int i, Operation operation, ulong[] arguments)
    {
        var called = operation.Name == "call" ? _program.Functions[operation.A] : _program.Hosts[operation.A];
        var (function, type) = Lowered(i, operation.Name, operation.A);
        var (flat, next) = (new List<ulong>(), 0);
        foreach (var slot in called.Parameters)
        {
            if (slot.Kind == SlotKind.String) flat.AddRange([0, 3]);
            else flat.Add(arguments[next++]);
        }

        return CoreFunctions.Call(function, type, flat);
    }

    // What an instance calls: a built-in for a resource type, a function of a guest or of the host.
    private (FunctionReference, FlatFunctionType) Lowered(int i, string name, int number)
    {
        if (_lowered.TryGetValue((i, name, number), out var known)) return known;
        var word = new FlatFunctionType([FlatType.I32], [FlatType.I32]);
        var made = name switch
        {
            "new" => (BuiltIn(i, ResourceBuiltin.New, number), word),
            "rep" => (BuiltIn(i, ResourceBuiltin.Rep, number), word),
            "drop" => (BuiltIn(i, ResourceBuiltin.Drop, number), CanonLower.Drop),
            "error" => (ErrorContextBuiltins.New(_instances[i], _options[i]), new FlatFunctionType([FlatType.I32, FlatType.I32], [FlatType.I32])),
            "message" => (ErrorContextBuiltins.DebugMessage(_instances[i], _options[i]), new FlatFunctionType([FlatType.I32, FlatType.I32], [])),
            "forget" => (ErrorContextBuiltins.Drop(_instances[i]), CanonLower.Drop),
            "call" => Lower(i, _functions[number]),
            _ => Lower(i, _hosts[number]),
        };
        _lowered.Add((i, name, number), made);
        return made;
    }

    private FunctionReference BuiltIn(int i, ResourceBuiltin builtIn, int number)
    {
        var (type, instance) = (_resources[number], _instances[i]);
        return ResourceBuiltins.Make(builtIn, type, instance, CoreStub.Of(instance.Store.Engine, ResourceBuiltins.TypeOf(builtIn, type.Representation)));
    }

    private (FunctionReference, FlatFunctionType) Lower(int i, ComponentFunction callee) => (
        CanonLower.Lower(callee, callee.Type, _instances[i], _options[i], Resolve), Flattening.FlattenFunctype(callee.Type, AbiContext.Lower));

    private Item? Take(Slot slot) => _pool.LastOrDefault(item =>
        item.Resource == slot.Resource && (slot.Kind == SlotKind.Borrow || (item.IsOwned && item.Lends == 0)));

    private void HostStep(Operation step)
    {
        switch (step.Name)
        {
            case "call":
                HostCall(step.A, step.B);
                break;
            case "drop" when Take(new Slot(SlotKind.Own, step.A)) is { } item && MayDrop(item):
                _pool.Remove(item);
                (item.Value as GuestResource)?.Dispose();
                break;
            case "make" when _program.Resources[step.A].Owner < 0:
                _pool.Add(new Item(step.A, new HostThing(step.B), true));
                break;
            case "trap":
                throw new TrapException(TrapCode.Unreachable);
        }
    }

    private bool MayDrop(Item item) => _resources[item.Resource].Implementer is not { } owner
        || owner.Root.FirstTrap is not null || ComponentState.MayEnterAll(owner.FromHost);

    private void HostCall(int number, uint constant)
    {
        var function = _program.Functions[number];
        var chosen = new Item?[function.Parameters.Length];
        for (var i = 0; i < chosen.Length; i++)
        {
            if (!function.Parameters[i].IsHandle) continue;
            var item = Take(function.Parameters[i]);
            if (item is null || chosen.Contains(item)) return;
            chosen[i] = item;
        }

        // What is refused at the door was not taken.
        var enters = ComponentState.MayEnterAll(_instances[function.Instance].FromHost);
        Item[] lent = [];
        if (enters)
        {
            foreach (var (item, slot) in chosen.Zip(function.Parameters))
                if (slot.Kind == SlotKind.Own) _pool.Remove(item!);
            lent = [.. chosen.Where((_, i) => function.Parameters[i].Kind == SlotKind.Borrow).Select(item => item!)];
        }

        foreach (var item in lent) item.Lends++;
        try
        {
            var result = _functions[number].Call([.. function.Parameters.Select((slot, i) => Argument(slot, chosen[i], constant))]);
            if (function.Result is not { } slot) return;
            if (slot.Kind == SlotKind.Own) _pool.Add(new Item(slot.Resource, result.AsResource(), true));
            Tell("got", Show(slot, result));
        }
        finally
        {
            foreach (var item in lent) item.Lends--;
        }
    }

    private static WitValue Argument(Slot slot, Item? item, uint constant) => slot.Kind switch
    {
        SlotKind.Word => constant,
        SlotKind.String => "abc",
        SlotKind.ErrorContext => WitValue.ErrorContext(new ErrorContext("given")),
        _ => WitValue.Resource(item!.Value),
    };
}
