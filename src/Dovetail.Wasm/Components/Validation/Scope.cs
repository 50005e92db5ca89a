using Dovetail.Wasm.Components.Types;
using Dovetail.Wasm.Modules;

namespace Dovetail.Wasm.Components.Validation;

/// <summary>A core type of a component: that of a module, or one that modules have.</summary>
/// <param name="Canonical">The index of one that modules have in the table of core types; -1 for that of a module.</param>
/// <param name="Function">The type, where it is that of functions; references in it are canonical.</param>
/// <param name="Module">The type of a module; null for the others.</param>
internal readonly record struct CoreTypeEntry(int Canonical, FunctionType? Function, ModuleType? Module);

/// <summary>
/// What a component, a component type or an instance type has in common: the index spaces of types, and the names of
/// imports and exports. Outer aliases count in these scopes.
/// </summary>
internal abstract class Scope(ValidationContext context, Scope? parent)
{
    public ValidationContext Context { get; } = context;

    /// <summary>The scope around this one; null for the outermost component.</summary>
    public Scope? Parent { get; } = parent;

    public List<TypeNode> Types { get; } = [];

    public List<CoreTypeEntry> CoreTypes { get; } = [];

    public NameScope ImportNames { get; } = new("import", context);

    public NameScope ExportNames { get; } = new("export", context);

    /// <summary>The type of the instance at <paramref name="index"/>.</summary>
    public abstract InstanceType InstanceAt(int index);

    /// <summary>The value at <paramref name="index"/>, as the type of what equals it.</summary>
    public abstract ValueExtern ValueAt(int index);

    public TypeNode TypeAt(int index) => Context.Get(Types, index, "type");

    public CoreTypeEntry CoreTypeAt(int index) => Context.Get(CoreTypes, index, "core type");

    public void AddType(TypeNode type)
    {
        Context.Budget.Check(type.Size);
        Types.Add(type);
    }

    public T TypeAt<T>(int index, string what)
        where T : TypeNode => TypeAt(index) as T ?? throw Context.Invalid($"type index {index} is not {what}");

    public ResourceNode ResourceAt(int index) => TypeAt<ResourceNode>(index, "a resource type");

    /// <summary>
    /// The scope <paramref name="count"/> out from this one; <paramref name="leavesComponent"/> says whether a
    /// component lies between.
    /// </summary>
    public Scope Outer(int count, out bool leavesComponent)
    {
        leavesComponent = false;
        var scope = this;
        for (var left = (uint)count; left > 0; left--)
        {
            leavesComponent |= scope is ComponentScope;
            scope = scope.Parent ?? throw Context.Invalid($"invalid outer alias count of {(uint)count}");
        }
        return scope;
    }
}

/// <summary>The scope of a component type or an instance type.</summary>
internal sealed class TypeScope(ValidationContext context, Scope parent) : Scope(context, parent)
{
    public List<InstanceType> Instances { get; } = [];

    public List<ValueExtern> Values { get; } = [];

    public override InstanceType InstanceAt(int index) => Context.Get(Instances, index, "instance");

    public override ValueExtern ValueAt(int index) => Context.Get(Values, index, "value");
}
