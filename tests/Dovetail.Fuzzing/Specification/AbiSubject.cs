using System.Globalization;
using System.Linq.Expressions;
using System.Reflection;
using System.Runtime.ExceptionServices;
using System.Text;
using Dovetail.Bindings;
using Dovetail.CanonicalAbi;
using Dovetail.Resources;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>
/// Dovetail's side: carries out the cases of one shape, and tells what <c>abi.py</c> tells. Belongs to one thread.
/// </summary>
internal sealed class AbiSubject : IDisposable
{
    private static readonly WitFunctionType s_run = new([], null);
    private readonly AbiShape _shape;
    private readonly Store _store;
    private readonly AbiGuest[] _guests;
    private readonly FlatFunctionType[] _lifted;
    private readonly FlatFunctionType[] _lowered;
    private readonly WitData _data;
    private readonly ClrData _objects;
    private readonly StringBuilder _lines = new();
    private RuntimeResourceType[] _resources = [];

    /// <summary>Begins a shape.</summary>
    public AbiSubject(Engine engine, AbiShape shape)
    {
        (_shape, _store) = (shape, new Store(engine));
        _guests = [.. shape.Guests.Select(config => new AbiGuest(_store, config))];
        _lifted = [.. shape.Guests.Select(config => Flattening.FlattenFunctype(shape.Type, AbiContext.Lift, config.Pointer))];
        _lowered = [.. shape.Guests.Select(config => Flattening.FlattenFunctype(shape.Type, AbiContext.Lower, config.Pointer))];
        _data = new WitData(MakeResource);
        _objects = new ClrData(resource => Resolve(resource).HostType ?? typeof(GuestResource), MakeResource);
    }

    /// <summary>What happened in a case, told line by line.</summary>
    public string Run(AbiCase @case)
    {
        _lines.Clear();
        Begin(@case);
        try
        {
            switch (_shape.Edge)
            {
                case AbiEdge.Lift: Lift(@case); break;
                case AbiEdge.Lower: Lower(@case); break;
                default: Fused(@case); break;
            }
        }
        catch (TrapException)
        {
            return _lines.Append("trap").ToString();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return _lines.Append($"{exception.GetType().Name}: {exception.Message}").ToString();
        }

        for (var i = 0; i < _guests.Length; i++) _lines.Append(i == 0 ? "" : "\n").Append(_guests[i].Closing(i == 0 ? null : _guests[0]));
        return _lines.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _store.Dispose();

    private void Begin(AbiCase @case)
    {
        var states = States();
        var other = new ComponentState(_store, null, "other");
        for (var i = 0; i < _guests.Length; i++) _guests[i].Begin(@case, i, states[i]);
        if (_shape.Relation == GuestRelation.SameMemory) _guests[1].Share(_guests[0]);
        _resources = [.. _shape.Owners.Select((owner, i) => owner switch
        {
            ResourceOwner.Host => RuntimeResourceType.OfHost($"r{i}", typeof(HostThing), null),
            ResourceOwner.First => RuntimeResourceType.OfGuest($"r{i}", states[0], null),
            ResourceOwner.Second when states.Length > 1 => RuntimeResourceType.OfGuest($"r{i}", states[1], null),
            _ => RuntimeResourceType.OfGuest($"r{i}", other, null),
        })];
        for (var i = 0; i < states.Length; i++) Fill(states[i].Handles, @case.Handles[i]);
        for (var i = 0; i < states.Length; i++) Free(states[i].Handles, @case.Freed[i]);
    }

    private ComponentState[] States()
    {
        if (_shape.Edge != AbiEdge.Fused) return [State(null)];
        var root = State(null);
        return _shape.Relation switch
        {
            GuestRelation.Siblings => [State(root), State(root)],
            GuestRelation.CalleeInside => [root, State(root)],
            GuestRelation.CallerInside => [State(root), root],
            _ => [root, root],
        };
    }

    private ComponentState State(ComponentState? parent) => new(_store, parent, "guest");

    private void Fill(HandleTable table, InitialHandle[] handles)
    {
        foreach (var handle in handles)
        {
            if (handle.Resource < 0)
            {
                table.AddErrorContext(new ErrorContext(handle.Rep.ToString(CultureInfo.InvariantCulture)));
                continue;
            }

            var type = _resources[handle.Resource];
            var index = table.AddOwn(type, type.IsHost ? new ResourceRep(0, new HostThing(handle.Rep)) : new ResourceRep(handle.Rep));
            table.Lend(index, handle.Lends);
        }
    }

    private static void Free(HandleTable table, int[] indices)
    {
        foreach (var index in indices)
            if (table.TryDescribe((uint)index, out var handle)) table.TakeOwn((uint)index, handle.Type!);
    }

    private object MakeResource(ResourceType resource, uint rep, bool isOwned)
    {
        var type = Resolve(resource);
        return type.IsHost ? new HostThing(rep) : new GuestResource(type, rep, _store, isOwned);
    }

    private RuntimeResourceType Resolve(ResourceType resource) => _resources[Array.IndexOf(_shape.Resources, resource)];

    private void Tell(string what, IReadOnlyList<ulong> flat) => _lines.Append(what).Append(flat.Count > 0 ? " " : "").AppendJoin(' ', flat).Append('\n');

    private void Tell(string what, IReadOnlyList<Datum> values)
    {
        _lines.Append(what).Append(' ');
        Datum.WriteAll(_lines, values);
        _lines.Append('\n');
    }

    // The component function whose core function tells what it sees, writes its result, and drops what it borrowed.
    private LiftedFunction Callee(AbiCase @case, int index)
    {
        var (guest, type) = (_guests[index], _lifted[index]);
        var core = CoreFunctions.Make(_store, type, arguments =>
        {
            Tell("entered", arguments);
            _lines.Append($"memory {guest.Hash()}\n");
            guest.Write(@case.Callee.Image);
            if (@case.Callee.DropsBorrows) DropBorrows(guest.State.Handles);
            End(@case.Callee.End);
            return type.Results.IsEmpty ? 0 : @case.Callee.Flat[0];
        });
        var options = guest.Options;
        if (_shape.Guests[index].HasPostReturn)
        {
            options = options with
            {
                PostReturn = CoreFunctions.Make(_store, new FlatFunctionType(type.Results, []), arguments =>
                {
                    Tell("post", arguments);
                    End(@case.PostReturn);
                    return 0;
                }),
            };
        }

        return new LiftedFunction("guest.f", _shape.Type, guest.State, options, core, Resolve);
    }

    private static void DropBorrows(HandleTable handles)
    {
        for (var index = 1u; index < handles.Length; index++)
            if (handles.TryDescribe(index, out var handle) && !handle.IsOwn) handles.Drop(index, handle.Type!, out _);
    }

    private void End(CaseEnd end)
    {
        if (end == CaseEnd.Traps) throw new TrapException(TrapCode.Unreachable);
        if (end == CaseEnd.Throws) throw new WasmException(new Tag(_store, new Wasm.Modules.FunctionType([], [])));
    }

    private void Lift(AbiCase @case)
    {
        var lifted = Callee(@case, 0);
        if (_shape.Api == HostApi.Typed)
        {
            LiftTyped(@case, lifted);
            return;
        }

        WitValue[] arguments = [.. _shape.Parameters.Select((type, i) => _data.ToWit(type, @case.Arguments[i]))];
        var result = lifted.Call(arguments);
        Tell("result", [.. _shape.Results.Select(type => WitData.FromWit(type, result))]);
    }

    private void LiftTyped(AbiCase @case, LiftedFunction lifted)
    {
        var target = DelegateBinding.ToDelegate(lifted, DelegateType());
        object[] arguments = [.. _shape.Parameters.Select((type, i) => _objects.ToClr(type, @case.Arguments[i]))];
        object? result;
        try
        {
            result = target.DynamicInvoke(arguments);
        }
        catch (TargetInvocationException exception) when (exception.InnerException is { } inner)
        {
            ExceptionDispatchInfo.Throw(inner);
            throw;
        }

        Tell("result", [.. _shape.Results.Select(type => ClrData.FromClr(type, result!))]);
    }

    private Type DelegateType() => _shape.Type.Result is { } result
        ? Expression.GetFuncType([.. _shape.Parameters.Select(_objects.TypeOf), _objects.TypeOf(result)])
        : Expression.GetActionType([.. _shape.Parameters.Select(_objects.TypeOf)]);

    // A delegate of exactly the C# types, around one that takes and gives objects.
    private Delegate TypedHost(AbiCase @case)
    {
        object? Body(object[] arguments)
        {
            Tell("host", [.. _shape.Parameters.Select((type, i) => ClrData.FromClr(type, arguments[i]))]);
            if (@case.Callee.End != CaseEnd.Returns) End(CaseEnd.Traps);
            return _shape.Type.Result is { } type ? _objects.ToClr(type, @case.Callee.Values[0]) : null;
        }

        ParameterExpression[] parameters = [.. _shape.Parameters.Select(type => Expression.Parameter(_objects.TypeOf(type)))];
        var call = Expression.Invoke(Expression.Constant((Func<object[], object?>)Body),
            Expression.NewArrayInit(typeof(object), parameters.Select(Expression (parameter) => Expression.Convert(parameter, typeof(object)))));
        Expression body = _shape.Type.Result is { } result ? Expression.Convert(call, _objects.TypeOf(result)) : Expression.Block(typeof(void), call);
        return Expression.Lambda(DelegateType(), body, parameters).Compile(preferInterpretation: true);
    }

    private void Lower(AbiCase @case) => Call(@case, _shape.Api == HostApi.Typed
        ? DelegateBinding.ToFunction("host.f", _shape.Type, TypedHost(@case)) : DynamicHost(@case));

    private HostComponentFunction DynamicHost(AbiCase @case) => DelegateBinding.ToFunction("host.f", _shape.Type, arguments =>
    {
        Tell("host", [.. _shape.Parameters.Select((type, i) => WitData.FromWit(type, arguments[i]))]);
        if (@case.Callee.End != CaseEnd.Returns) End(CaseEnd.Traps);
        return _shape.Type.Result is { } type ? _data.ToWit(type, @case.Callee.Values[0]) : default;
    });

    private void Fused(AbiCase @case) => Call(@case, Callee(@case, 1));

    // Calls from within a task of the first guest, which tells what comes back.
    private void Call(AbiCase @case, ComponentFunction callee)
    {
        var guest = _guests[0];
        (callee as HostComponentFunction)?.BindResources(Resolve);
        var lowered = CanonLower.Lower(callee, _shape.Type, guest.State, guest.Options, Resolve);
        var core = CoreFunctions.Make(_store, new FlatFunctionType([], []), _ =>
        {
            Tell("returned", CoreFunctions.Call(lowered, _lowered[0], @case.Flat));
            return 0;
        });
        new LiftedFunction("guest.run", s_run, guest.State, new CanonicalOptions(), core, Resolve).Call();
    }
}
