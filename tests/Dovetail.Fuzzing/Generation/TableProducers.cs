using System.Collections.Immutable;
using Dovetail.Wasm.Instructions;
using Dovetail.Wasm.Modules;

namespace Dovetail.Fuzzing.Generation;

/// <summary>Makes instructions on tables, and the copy between memories, whose operands depend on two of them.</summary>
internal static class TableProducers
{
    private const int Window = 3;

    public static IReadOnlyList<Producer> All { get; } =
    [
        new(Opcode.TableGet, Goals.Reference, 3, Get),
        new(Opcode.TableSet, Goals.Statement, 2, (body, _) => Set(body)),
        new(Opcode.TableSize, Goals.I32 | Goals.I64, 2, Size),
        new(Opcode.TableGrow, Goals.I32 | Goals.I64, 2, Grow),
        new(Opcode.TableFill, Goals.Statement, 1, (body, _) => Fill(body)),
        new(Opcode.TableCopy, Goals.Statement, 1, (body, _) => Copy(body)),
        new(Opcode.TableInit, Goals.Statement, 2, (body, _) => Init(body)),
        new(Opcode.MemoryCopy, Goals.Statement, 2, (body, _) => CopyMemory(body)),
    ];

    private static Plain? Get(Body body, ValType? wanted)
    {
        if (Pick(body, table => body.Plan.Matches(table.Element, wanted!.Value)) is not { } table) return null;
        return Make.Indexed(Opcode.TableGet, table, [Index(body, table)], TypeOf(body, table).Element);
    }

    private static Plain? Set(Body body)
    {
        if (Pick(body, _ => true) is not { } table) return null;
        return Make.Indexed(Opcode.TableSet, table, [Index(body, table), body.Value(TypeOf(body, table).Element)]);
    }

    private static Plain? Size(Body body, ValType? wanted) => Pick(body, table => Make.TypeOf(table.Address) == wanted) is { } table
        ? Make.Indexed(Opcode.TableSize, table, [], wanted!.Value)
        : null;

    private static Plain? Grow(Body body, ValType? wanted)
    {
        if (Pick(body, table => Make.TypeOf(table.Address) == wanted) is not { } table) return null;
        var type = TypeOf(body, table);
        return Make.Indexed(Opcode.TableGrow, table, [body.Value(type.Element), Addresses.Growth(body, type.Address)], wanted!.Value);
    }

    private static Plain? Fill(Body body)
    {
        if (Pick(body, _ => true) is not { } table) return null;
        return Make.Indexed(Opcode.TableFill, table, [Index(body, table), body.Value(TypeOf(body, table).Element), Index(body, table)]);
    }

    private static Plain? Copy(Body body)
    {
        if (Pick(body, _ => true) is not { } to || Pick(body, table => body.Plan.Matches(table.Element, TypeOf(body, to).Element)) is not { } from)
            return null;
        return Make.Indexed(Opcode.TableCopy, to, from, [Index(body, to), Index(body, from), Length(body, TypeOf(body, to).Address, TypeOf(body, from).Address, Window)]);
    }

    private static Plain? Init(Body body)
    {
        if (body.Plan.Elements.Count == 0 || Pick(body, _ => true) is not { } table) return null;
        var fitting = Enumerable.Range(0, body.Plan.Elements.Count)
            .Where(index => body.Plan.Matches(body.Plan.Elements[index].Type, TypeOf(body, table).Element)).ToArray();
        if (fitting.Length == 0) return null;
        ImmutableArray<Code> operands =
            [Index(body, table), Addresses.Small(body, AddressType.I32, 1), Addresses.Small(body, AddressType.I32, body.Random.OneIn(3) ? 3 : 0)];
        return Make.Indexed(Opcode.TableInit, body.Random.Pick<int>(fitting), table, operands);
    }

    private static Plain? CopyMemory(Body body)
    {
        var memories = body.Plan.Memories;
        if (memories.Count == 0) return null;
        var (to, from) = (body.Random.Below(memories.Count), body.Random.Below(memories.Count));
        ImmutableArray<Code> operands =
            [Addresses.OfMemory(body, to), Addresses.OfMemory(body, from), Length(body, memories[to].Address, memories[from].Address, 127)];
        return Make.Indexed(Opcode.MemoryCopy, to, from, operands);
    }

    // A length is of 64 bits only where both sides are.
    private static Code Length(Body body, AddressType to, AddressType from, int mask) =>
        Addresses.Small(body, to == AddressType.I64 && from == AddressType.I64 ? AddressType.I64 : AddressType.I32, mask);

    private static Code Index(Body body, int table) => Addresses.Small(body, TypeOf(body, table).Address, Window);

    private static TableType TypeOf(Body body, int table) => body.Plan.Tables[table].Type;

    private static int? Pick(Body body, Func<TableType, bool> isWanted)
    {
        var fitting = Enumerable.Range(0, body.Plan.Tables.Count).Where(index => isWanted(body.Plan.Tables[index].Type)).ToArray();
        return fitting.Length == 0 ? null : body.Random.Pick<int>(fitting);
    }
}
