using System.Globalization;
using System.Text;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Types;

namespace Dovetail.Fuzzing.Specification;

/// <summary>A handle that a table has before the call.</summary>
/// <param name="Resource">The number of its resource type; −1 for an error context.</param>
internal readonly record struct InitialHandle(int Resource, uint Rep, int Lends);

/// <summary>How a function of a guest or of the host ends; the numbers are those of <c>abi.py</c>.</summary>
internal enum CaseEnd
{
    Returns, Traps, Throws,
}

/// <summary>What a callee does: what it writes into its memory, drops, and returns.</summary>
/// <param name="Flat">The core results of a guest.</param>
/// <param name="Values">The results of the host.</param>
internal sealed record CalleePart(byte[] Image, bool DropsBorrows, CaseEnd End, IReadOnlyList<ulong> Flat, Datum[] Values);

/// <summary>One case of a shape. The arrays are by guest.</summary>
/// <param name="Flat">The core arguments of a guest that calls.</param>
/// <param name="Arguments">The arguments of the host where it calls.</param>
internal sealed record AbiCase(
    InitialHandle[][] Handles, int[][] Freed, byte[][] Images, ReallocScript[] Scripts, IReadOnlyList<ulong> Flat, Datum[] Arguments,
    CalleePart Callee, CaseEnd PostReturn, bool HashesAll)
{
    /// <summary>The case as JSON, for <c>abi.py</c>.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{{\"h\":[{string.Join(',', Handles.Select(Table))}],");
        text.Append(CultureInfo.InvariantCulture, $"\"x\":[{string.Join(',', Freed.Select(freed => $"[{string.Join(',', freed)}]"))}],");
        text.Append(CultureInfo.InvariantCulture, $"\"m\":[{string.Join(',', Images.Select(Chunks))}],\"s\":[{string.Join<ReallocScript>(',', Scripts)}],");
        text.Append(CultureInfo.InvariantCulture, $"\"f\":[{string.Join(',', Flat)}],\"a\":");
        Datum.WriteAll(text, Arguments);
        text.Append(CultureInfo.InvariantCulture, $",\"p\":{(int)PostReturn},\"full\":{(HashesAll ? "true" : "false")},\"r\":{{\"m\":{Chunks(Callee.Image)},");
        text.Append(CultureInfo.InvariantCulture, $"\"drop\":{(Callee.DropsBorrows ? "true" : "false")},\"end\":{(int)Callee.End},");
        text.Append(CultureInfo.InvariantCulture, $"\"f\":[{string.Join(',', Callee.Flat)}],\"v\":");
        Datum.WriteAll(text, Callee.Values);
        return text.Append("}}").ToString();
    }

    private static string Chunks(byte[] image) => image.Length == 0 ? "[]"
        : string.Create(CultureInfo.InvariantCulture, $"[[{ImageWriter.Start},\"{Convert.ToHexStringLower(image)}\"]]");

    private static string Table(InitialHandle[] handles) => $"[{string.Join(',', handles.Select(handle =>
        string.Create(CultureInfo.InvariantCulture, $"[{handle.Resource},{handle.Rep},{handle.Lends}]")))}]";
}

/// <summary>Makes cases of a shape by choice.</summary>
internal sealed class CaseMaker(Choices choices, AbiShape shape, ModelParts parts)
{
    private readonly List<InitialHandle>[] _handles = [.. shape.Guests.Select(_ => new List<InitialHandle>())];
    private readonly List<int>[] _freed = [.. shape.Guests.Select(_ => new List<int>())];

    private bool IsShared => shape.Relation >= GuestRelation.Same;

    /// <summary>The case.</summary>
    public AbiCase Make()
    {
        var values = new ValueMaker(choices);
        AddFillers(0);
        Datum[] arguments = [.. shape.Parameters.Select(values.Value)];
        var (images, flat) = (shape.Guests.Select(_ => Array.Empty<byte>()).ToArray(), new List<ulong>());
        if (shape.Edge != AbiEdge.Lift)
        {
            var writer = new ImageWriter(choices, shape.Guests[0], (type, rep) => HandleOf(0, type, rep));
            flat = writer.Write(shape.Parameters, arguments, Flattening.MAX_FLAT_PARAMS);
            images[0] = writer.Bytes;
            Damage(images[0], flat);
            if (ResultInMemory(shape.Guests[0])) flat.Add(ResultArea());
        }

        if (shape.Guests.Length > 1) AddFillers(1);
        var callee = Callee(values);
        ReallocScript[] scripts = [.. shape.Guests.Select(_ => ReallocScript.Make(choices))];
        var post = choices.OneIn(30) ? (CaseEnd)choices.Below(3) : CaseEnd.Returns;
        return new AbiCase([.. _handles.Select(list => list.ToArray())], [.. _freed.Select(list => list.ToArray())], images, scripts, flat,
            shape.Edge == AbiEdge.Lift ? arguments : [], callee, post, choices.OneIn(16));
    }

    private CalleePart Callee(ValueMaker values)
    {
        Datum[] results = [.. shape.Results.Select(values.Value)];
        var end = choices.OneIn(40) ? (CaseEnd)choices.Below(3) : CaseEnd.Returns;
        var drops = !choices.OneIn(16);
        if (shape.Edge == AbiEdge.Lower) return new CalleePart([], drops, end, [], results);
        var guest = shape.Guests.Length - 1;
        var writer = new ImageWriter(choices, shape.Guests[guest], (type, rep) => HandleOf(guest, type, rep));
        var flat = writer.Write(shape.Results, results, Flattening.MAX_FLAT_RESULTS);
        var image = writer.Bytes;
        Damage(image, flat);
        return new CalleePart(image, drops, end, flat, []);
    }

    private bool ResultInMemory(GuestConfig guest) => shape.Type.Result is { } result
        && (Flattening.FlattenType(result, guest.Pointer) is { IsDefault: true } or { Length: > Flattening.MAX_FLAT_RESULTS });

    private ulong ResultArea() => choices.OneIn(12)
        ? choices.Pick<ulong>(ReallocScript.Page - 8, ReallocScript.Page - 1, ReallocScript.Page, 0xe001, 0xe002, 0xe004, 0xfffffff8, 0xffffffff)
        : 0xe000 + (8 * (ulong)choices.Below(8));

    // Half of all cases are what a well-behaved guest does.
    private void Damage(byte[] image, List<ulong> flat)
    {
        if (choices.Below(2) == 0) return;
        for (var i = choices.Below(3); i > 0 && image.Length > 0; i--)
        {
            ref var at = ref image[choices.Below(image.Length)];
            at = choices.Below(4) switch
            {
                0 => (byte)choices.Below(4),
                1 => (byte)choices.Below(256),
                2 => (byte)(at ^ (1 << choices.Below(8))),
                _ => 0xff,
            };
        }

        if (flat.Count == 0 || choices.Below(2) == 0) return;
        var slot = choices.Below(flat.Count);
        flat[slot] = choices.Below(6) switch
        {
            0 => flat[slot] + (ulong)choices.Below(4),
            1 => choices.Word(),
            2 => flat[slot] ^ 0x8000_0000,
            3 => flat[slot] ^ (1UL << 63),
            4 => ReallocScript.Page - (ulong)choices.Below(5),
            _ => choices.Pick<ulong>(0x0fffffff, 0x10000000, 0xffffffff, 0x1_0000_0000, ulong.MaxValue, 0x1fffffff),
        };
    }

    private void AddFillers(int guest)
    {
        if (shape.Resources.Length == 0) return;
        for (var i = choices.Below(3); i > 0; i--)
        {
            var index = Add(guest, choices.Below(shape.Resources.Length), 100 + (uint)i, 0);
            if (choices.Below(2) == 1) _freed[guest].Add((int)index);
        }
    }

    private uint HandleOf(int guest, WitType type, uint rep)
    {
        if (choices.OneIn(24)) return choices.Pick<uint>(0, 1, 2, 77, 1 << 28, uint.MaxValue);
        var resource = type switch
        {
            OwnType own => Array.IndexOf(shape.Resources, own.Resource),
            BorrowType borrow => Array.IndexOf(shape.Resources, borrow.Resource),
            _ => -1,
        };
        if (choices.OneIn(30)) resource = choices.Below(shape.Resources.Length + 1) - 1;
        if (resource < 0 && !parts.ErrorContexts) return (uint)choices.Below(9);
        return Add(guest, resource, rep, resource >= 0 && choices.OneIn(30) ? 1 : 0);
    }

    // With one table for both, the handles of the first guest come before those of the second.
    private uint Add(int guest, int resource, uint rep, int lends)
    {
        _handles[guest].Add(new InitialHandle(resource, rep, lends));
        return (uint)(_handles[guest].Count + (IsShared && guest == 1 ? _handles[0].Count : 0));
    }
}
