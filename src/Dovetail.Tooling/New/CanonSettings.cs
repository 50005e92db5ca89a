using System.Collections.Immutable;
using Dovetail.Wasm.Components;
using Dovetail.Wasm.Modules;
using Dovetail.Wit.Abi;

namespace Dovetail.Tooling.New;

/// <summary>Which memory and which functions serve a module where values are moved.</summary>
internal sealed class CanonSettings
{
    private readonly ImmutableArray<CorePart> _parts;
    private readonly ImmutableArray<PartExports> _exports;
    private readonly bool _isMemorySupplied;

    public CanonSettings(ImmutableArray<CorePart> parts, ImmutableArray<PartExports> exports, bool isMemorySupplied) =>
        (_parts, _exports, _isMemorySupplied) = (parts, exports, isMemorySupplied);

    /// <summary>
    /// The module whose memory a part uses, and its name there: an adapter's own, or else that of the main module; null for the one that was made
    /// because the main module imports it.
    /// </summary>
    /// <exception cref="InvalidException">There is none.</exception>
    public (CorePart Owner, string Name)? Memory(CorePart part, string user)
    {
        if (_exports[part.Index].Memory is { } own && (part.IsMain || part.Module.Memories.Length > 0))
        {
            return (part, own);
        }
        return _exports[0].Memory is { } main ? (_parts[0], main)
            : _isMemorySupplied ? null
            : throw ExportErrors.NoMemory(_parts[0], user);
    }

    /// <summary>The function that allocates what a part receives: its own, or that of the module whose memory it uses.</summary>
    /// <exception cref="InvalidException">There is none.</exception>
    public (CorePart Owner, string Name) Realloc(CorePart part, bool isImport, string user)
    {
        foreach (var owner in Memory(part, user) is { Owner: var other } && other != part ? [part, other] : new[] { part, _parts[0] }.Distinct())
        {
            if ((isImport ? _exports[owner.Index].ImportRealloc : _exports[owner.Index].ExportRealloc) is { } name)
            {
                return (owner, name);
            }
        }
        var address = _exports[0].Pointer == PointerType.I64 ? ValType.I64 : ValType.I32;
        throw ExportErrors.NoRealloc(part, user, new FunctionType([address, address, address, address], [address]));
    }

    /// <summary>The option that says how strings are encoded.</summary>
    public static CanonOption Option(StringEncoding encoding) => new(encoding switch
    {
        StringEncoding.Utf16 => CanonOptionKind.Utf16,
        StringEncoding.CompactUtf16 => CanonOptionKind.Latin1Utf16,
        _ => CanonOptionKind.Utf8,
    });
}
