using System.Collections.Immutable;

namespace Dovetail.Tooling.AssemblyScript;

/// <summary>Where the fields of a class lie: in order, each aligned to its size; or where asc says.</summary>
/// <param name="declared">The fields, where asc shows them.</param>
internal sealed class ClassLayout(ImmutableArray<ScriptField>? declared)
{
    private uint _end;

    public bool IsDeclared => declared is not null;

    /// <summary>The size of an object, once all fields are placed.</summary>
    public uint Size { get; private set; }

    /// <summary>The declared field for a label of WIT; null where there is none, or nothing is declared.</summary>
    public ScriptField? Find(string label)
    {
        foreach (var spelling in Spellings.Of(label))
        {
            foreach (var field in declared ?? [])
            {
                if (field.Name == spelling)
                {
                    return field;
                }
            }
        }
        return null;
    }

    /// <summary>Where the next field lies.</summary>
    public uint Place(ScriptField? field, ScriptScalar storage)
    {
        if (field is { } known)
        {
            return PlaceDeclared(known, storage);
        }
        var start = Align(_end, storage);
        _end = start + (1u << storage.SizeLog2());
        Size = Math.Max(Size, _end);
        return start;
    }

    // Fields that WIT doesn't name take room too.
    private uint PlaceDeclared(ScriptField wanted, ScriptScalar wantedStorage)
    {
        var (end, found) = (0u, 0u);
        foreach (var field in declared!)
        {
            var storage = field.Name == wanted.Name ? wantedStorage : field.Type is ScalarType { Scalar: var scalar } ? scalar : field.Stored ?? ScriptScalar.U32;
            var start = field.Offset ?? Align(end, storage);
            end = start + (1u << storage.SizeLog2());
            Size = Math.Max(Size, end);
            found = field.Name == wanted.Name ? start : found;
        }
        return found;
    }

    private static uint Align(uint offset, ScriptScalar storage)
    {
        var mask = (1u << storage.SizeLog2()) - 1;
        return (offset + mask) & ~mask;
    }
}
