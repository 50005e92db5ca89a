using System.Globalization;

namespace Dovetail.Fuzzing.Specification;

/// <summary>What a guest's realloc does at a call; the numbers are those of <c>abi.py</c>.</summary>
internal enum ReallocAction
{
    /// <summary>Gives new memory behind all it gave before, with what was in the old.</summary>
    Bump,
    /// <summary>As that, but so many bytes off.</summary>
    Off,
    /// <summary>Gives a fixed address.</summary>
    Fixed,
    /// <summary>Gives memory that ends so many bytes behind the end of all memory.</summary>
    AtEnd,
    /// <summary>Traps.</summary>
    Trap,
    /// <summary>Throws.</summary>
    Throw,
    /// <summary>Gives the old address again.</summary>
    InPlace,
    /// <summary>As <see cref="Bump"/>, and writes over the old.</summary>
    Scribble,
    /// <summary>Grows the memory, and gives what is new.</summary>
    Grow,
    /// <summary>As <see cref="Bump"/>, and writes over sixteen bytes at an address.</summary>
    Overwrite,
}

/// <summary>What realloc does, call by call; behind the last, <see cref="ReallocAction.Bump"/>.</summary>
internal sealed record ReallocScript((ReallocAction Action, long Operand)[] Calls)
{
    /// <summary>The size of a memory, before it grows.</summary>
    public const int Page = 1 << 16;

    /// <summary>Where what is given begins.</summary>
    public const uint Top = 1 << 12;

    /// <summary>A script by choice; half of all are well-behaved.</summary>
    public static ReallocScript Make(Choices choices)
    {
        if (choices.Below(2) == 0) return new ReallocScript([]);
        var calls = new (ReallocAction, long)[1 + choices.Below(4)];
        for (var i = 0; i < calls.Length; i++)
        {
            var action = choices.Below(3) > 0 ? ReallocAction.Bump : (ReallocAction)choices.Below((int)ReallocAction.Overwrite + 1);
            calls[i] = (action, action switch
            {
                ReallocAction.Off => choices.Pick(8, 4, 2, 1, 3),
                ReallocAction.Fixed => choices.Pick(0, 8, 0x1800, Page - 8, Page, 0x7ffffff8, 0xfffffff8, 0xffffffff, 0x1_0000_1000, -8),
                ReallocAction.AtEnd => choices.Pick(0, -8, 1, 8, -1),
                ReallocAction.Overwrite => ImageWriter.Start + choices.Below(64),
                _ => 0,
            });
        }

        return new ReallocScript(calls);
    }

    /// <summary>The script as JSON.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"[{string.Join(',', Calls.Select(call => string.Create(CultureInfo.InvariantCulture, $"[{(int)call.Action},{call.Operand}]")))}]");
}
