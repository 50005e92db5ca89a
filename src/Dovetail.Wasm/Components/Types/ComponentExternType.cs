namespace Dovetail.Wasm.Components.Types;

/// <summary>
/// The resolved type of an import or export (Explainer.md, <c>externtype</c>). Derived types form a closed hierarchy.
/// </summary>
internal abstract class ComponentExternType
{
    /// <summary>The index space that it adds to.</summary>
    public abstract Sort Sort { get; }

    /// <summary>How large its type is.</summary>
    public abstract TypeSize Size { get; }
}

/// <summary>A core module.</summary>
internal sealed class ModuleExtern(ModuleType type) : ComponentExternType
{
    public ModuleType Type { get; } = type;

    public override Sort Sort => Sort.CoreModule;

    public override TypeSize Size => TypeSize.One;
}

/// <summary>A function.</summary>
internal sealed class FunctionExtern(FunctionNode type) : ComponentExternType
{
    public FunctionNode Type { get; } = type;

    public override Sort Sort => Sort.Function;

    public override TypeSize Size => Type.Size;
}

/// <summary>A type: the node that the import or export introduces.</summary>
internal sealed class TypeExtern(TypeNode type) : ComponentExternType
{
    public TypeNode Type { get; } = type;

    public override Sort Sort => Sort.Type;

    public override TypeSize Size => Type.Size;
}

/// <summary>A value.</summary>
/// <param name="type">Its type.</param>
/// <param name="equalTo">The value that it is known to equal; null where it may be any of its type.</param>
internal sealed class ValueExtern(ValueNode type, ValueIdentity? equalTo) : ComponentExternType
{
    public ValueNode Type { get; } = type;

    public ValueIdentity? EqualTo { get; } = equalTo;

    /// <summary>The type of what equals a value of this type, once there is one.</summary>
    public ValueExtern Known() => EqualTo is null ? new ValueExtern(Type, new ValueIdentity()) : this;

    public override Sort Sort => Sort.Value;

    public override TypeSize Size => Type.Size;
}

/// <summary>One value, whatever it may be: what two value types are compared by that both say what they equal.</summary>
internal sealed class ValueIdentity;

/// <summary>A component.</summary>
internal sealed class ComponentExtern(ComponentType type) : ComponentExternType
{
    public ComponentType Type { get; } = type;

    public override Sort Sort => Sort.Component;

    public override TypeSize Size => Type.Size;
}

/// <summary>An instance.</summary>
internal sealed class InstanceExtern(InstanceType type) : ComponentExternType
{
    public InstanceType Type { get; } = type;

    public override Sort Sort => Sort.Instance;

    public override TypeSize Size => Type.Size;
}
