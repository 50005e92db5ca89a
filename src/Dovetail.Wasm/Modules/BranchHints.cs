using System.Collections.Immutable;
using Dovetail.Wasm.Binary;

namespace Dovetail.Wasm.Modules;

/// <summary>What a toolchain said of a branch.</summary>
/// <param name="Offset">Where the <c>if</c> or <c>br_if</c> stands, in bytes from the start of the function's code, its locals included.</param>
/// <param name="IsLikely">Whether the condition is likely to be true.</param>
public readonly record struct BranchHint(int Offset, bool IsLikely);

/// <summary>
/// The hints that a toolchain left in the custom section <c>metadata.code.branch_hint</c> (core specification 3.0, appendix "Custom Sections": code
/// metadata). Immutable.
/// </summary>
/// <remarks>
/// They mean nothing to a program, so an error in the section is none in the module: a section with one has no hints. Compiled code doesn't depend on
/// them: the JIT has no way to be told, and orders blocks by its own rules whatever order they come in.
/// </remarks>
public sealed class BranchHints
{
    internal const string SectionName = "metadata.code.branch_hint";

    private readonly Dictionary<int, ImmutableArray<BranchHint>> _byFunction = [];

    private BranchHints()
    {
    }

    /// <summary>How many functions have hints.</summary>
    public int FunctionCount => _byFunction.Count;

    /// <summary>How many hints there are.</summary>
    internal int Count => _byFunction.Values.Sum(hints => hints.Length);

    /// <summary>Reads the hints of <paramref name="module"/>; without a section there are none.</summary>
    public static BranchHints Read(ModuleDefinition module)
    {
        ArgumentNullException.ThrowIfNull(module);
        var hints = new BranchHints();
        var section = module.CustomSections.FirstOrDefault(section => section.Name == SectionName);
        if (section is null || section.Position is (int)SectionId.Code or (int)SectionId.Data)
        {
            return hints;
        }
        try
        {
            hints.ReadFunctions(new ByteReader(section.Bytes.Span), module);
        }
        catch (MalformedException)
        {
            hints._byFunction.Clear();
        }
        return hints;
    }

    /// <summary>The hints for the function at <paramref name="index"/>, imports counted, by rising offset.</summary>
    public ImmutableArray<BranchHint> Of(int index) => _byFunction.GetValueOrDefault(index, []);

    /// <summary>The hints for a function, whose offsets counted from the start of its body.</summary>
    internal static ImmutableArray<BranchHint> Place(IEnumerable<BranchHint> hints, Function function)
    {
        var locals = new ByteWriter();
        Encoding.ModuleEncoder.WriteLocals(locals, function);
        return [.. hints.Select(hint => hint with { Offset = hint.Offset + locals.Length })];
    }

    /// <summary>The hints for a function, with offsets that count from the start of its body.</summary>
    internal ImmutableArray<BranchHint> InBody(int index, Function function)
    {
        if (Of(index) is not { IsEmpty: false } hints)
        {
            return [];
        }
        var locals = new ByteWriter();
        Encoding.ModuleEncoder.WriteLocals(locals, function);
        return [.. hints.Select(hint => hint with { Offset = hint.Offset - locals.Length })];
    }

    /// <summary>The content of the section that has these hints, the functions in rising order.</summary>
    internal static byte[] Encode(IReadOnlyCollection<(int Function, ImmutableArray<BranchHint> Hints)> functions)
    {
        var writer = new ByteWriter();
        writer.WriteIndex(functions.Count);
        foreach (var (function, hints) in functions)
        {
            writer.WriteIndex(function);
            writer.WriteIndex(hints.Length);
            foreach (var hint in hints)
            {
                writer.WriteIndex(hint.Offset);
                writer.WriteByte(1);
                writer.WriteByte(hint.IsLikely ? (byte)1 : (byte)0);
            }
        }
        return writer.ToArray();
    }

    private void ReadFunctions(ByteReader reader, ModuleDefinition module)
    {
        var imported = module.Imports.Count(import => import.Type is FunctionImport);
        var last = imported - 1;
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var function = reader.ReadIndex();
            Require(function > last && function < imported + module.Functions.Length, reader);
            _byFunction.Add(function, ReadHints(ref reader));
            last = function;
        }
        Require(reader.AtEnd, reader);
    }

    private static ImmutableArray<BranchHint> ReadHints(ref ByteReader reader)
    {
        var hints = ImmutableArray.CreateBuilder<BranchHint>();
        for (var left = reader.ReadCount(); left > 0; left--)
        {
            var offset = reader.ReadIndex();
            Require(offset > (hints.Count > 0 ? hints[^1].Offset : 0), reader);
            Require(reader.ReadU32() == 1, reader);
            var value = reader.ReadByte();
            Require(value <= 1, reader);
            hints.Add(new BranchHint(offset, value == 1));
        }
        return hints.DrainToImmutable();
    }

    private static void Require(bool holds, in ByteReader reader)
    {
        if (!holds)
        {
            throw new MalformedException("malformed branch hints", reader.Offset);
        }
    }
}
