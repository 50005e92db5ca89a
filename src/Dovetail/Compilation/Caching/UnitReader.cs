using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Dovetail.Compilation.Cil;
using Dovetail.Compilation.Functions;

namespace Dovetail.Compilation.Caching;

/// <summary>
/// Reads what <see cref="UnitWriter"/> wrote, from bytes that anybody may have written: every index is checked against what it is an index of, and
/// nothing is allocated that the bytes don't fill. What the code does is for the verifier.
/// </summary>
internal ref struct UnitReader
{
    private readonly ReadOnlySpan<byte> _bytes;
    private int _position;

    private UnitReader(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>The code of a unit of <paramref name="functions"/> functions.</summary>
    /// <exception cref="InvalidDataException">The bytes are not of this form, or name what this process doesn't have.</exception>
    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    public static UnitCode Read(ReadOnlySpan<byte> bytes, int functions)
    {
        var reader = new UnitReader(bytes);
        var bodies = ImmutableArray.CreateBuilder<CilBody>();
        for (var left = reader.Count(); left > 0; left--)
            bodies.Add(reader.Body());
        var callees = reader.Indices(int.MaxValue);
        var (unoptimized, unoptimizedBytes) = (reader.Index(int.MaxValue), reader.Number());
        if (bodies.Count < functions || reader._position != bytes.Length)
            throw new InvalidDataException("not a unit's code");
        return new UnitCode(
            bodies.ToImmutable(), [.. bodies.Take(functions).Select(StackCheck.FrameSize)], callees, unoptimized, unoptimizedBytes);
    }

    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    private CilBody Body()
    {
        var (name, signature) = (Text(), Signature());
        var locals = ImmutableArray.CreateBuilder<CilType>();
        for (var left = Count(); left > 0; left--)
            locals.Add(Type());
        var labels = Indices(int.MaxValue);
        var switches = ImmutableArray.CreateBuilder<ImmutableArray<int>>();
        for (var left = Count(); left > 0; left--)
            switches.Add(Indices(labels.Length - 1));
        var sites = ImmutableArray.CreateBuilder<CilSignature>();
        for (var left = Count(); left > 0; left--)
            sites.Add(Signature());
        var siblings = new Dictionary<int, CilSignature>();
        for (var left = Count(); left > 0; left--)
            siblings[Index(int.MaxValue)] = Signature();
        var maxStack = Index(CilBuilder.MaxStackLimit);
        var counts = new Counts(labels.Length, switches.Count, locals.Count, signature.Parameters.Length, sites.Count);
        var instructions = ImmutableArray.CreateBuilder<CilInstruction>(Count(out var number));
        for (; number > 0; number--)
            instructions.Add(Instruction(counts, siblings));
        return new CilBody
        {
            Name = name,
            Signature = signature,
            Locals = locals.ToImmutable(),
            Labels = labels.All(label => label <= instructions.Count) ? labels : throw OutOfRange(),
            Switches = switches.ToImmutable(),
            CallSites = sites.ToImmutable(),
            Siblings = siblings,
            MaxStack = maxStack,
            Instructions = instructions.ToImmutable(),
        };
    }

    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    private CilInstruction Instruction(in Counts counts, Dictionary<int, CilSignature> siblings)
    {
        var op = (CilOp)Byte();
        if ((int)op >= CilOps.All.Length)
            throw OutOfRange();
        return new CilInstruction(op, op.Row().Operand switch
        {
            CilOperand.None => 0,
            CilOperand.Method => (CatalogueNames.MethodOf(Fixed()) ?? throw OutOfRange()).Index,
            CilOperand.Field => (CatalogueNames.FieldOf(Fixed()) ?? throw OutOfRange()).Index,
            CilOperand.Type => Type().Index,
            CilOperand.Int32 => Index32(),
            CilOperand.Label => Index(counts.Labels - 1),
            CilOperand.Switch => Index(counts.Switches - 1),
            CilOperand.Local => Index(counts.Locals - 1),
            CilOperand.Argument => Index(counts.Arguments - 1),
            CilOperand.CallSite => Index(counts.CallSites - 1),
            CilOperand.Function => Index(int.MaxValue) is var index && siblings.ContainsKey(index) ? index : throw OutOfRange(),
            _ => Number(),
        });
    }

    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    private CilSignature Signature()
    {
        var parameters = ImmutableArray.CreateBuilder<CilType>();
        for (var left = Count(); left > 0; left--)
            parameters.Add(Type());
        return new CilSignature(parameters.ToImmutable(), Type());
    }

    [RequiresDynamicCode("Compiles WebAssembly at run time.")]
    private CilType Type() => CatalogueNames.TypeOf(Fixed()) ?? throw OutOfRange();

    private string Text()
    {
        var characters = new char[Count()];
        for (var i = 0; i < characters.Length; i++)
            characters[i] = (char)Index(char.MaxValue);
        return new string(characters);
    }

    private ImmutableArray<int> Indices(int most)
    {
        var indices = ImmutableArray.CreateBuilder<int>(Count(out var count));
        for (; count > 0; count--)
            indices.Add(Index(most));
        return indices.ToImmutable();
    }

    // Whatever is counted takes a byte at least.
    private int Count() => Index(_bytes.Length - _position);

    private int Count(out int count) => count = Count();

    private int Index(int most) => Number() is >= 0 and var number && number <= most ? (int)number : throw OutOfRange();

    private int Index32() => Number() is >= int.MinValue and <= int.MaxValue and var number ? (int)number : throw OutOfRange();

    private uint Fixed()
    {
        if (_bytes.Length - _position < sizeof(uint))
            throw OutOfRange();
        _position += sizeof(uint);
        return BinaryPrimitives.ReadUInt32LittleEndian(_bytes[(_position - sizeof(uint))..]);
    }

    private long Number()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = Byte();
            value |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80)
                return (long)(value >> 1) ^ -(long)(value & 1);
        }
        throw OutOfRange();
    }

    private byte Byte() => _position < _bytes.Length ? _bytes[_position++] : throw OutOfRange();

    private static InvalidDataException OutOfRange() => new("not a unit's code");

    private readonly record struct Counts(int Labels, int Switches, int Locals, int Arguments, int CallSites);
}
