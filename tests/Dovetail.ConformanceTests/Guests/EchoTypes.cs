using System.Text;

// The C# types of the interface `demo:types/echo`; records compare by value where they hold no arrays, and Clr.Same compares all of them.
namespace Dovetail.ConformanceTests.Guests.Echo;

[Flags]
internal enum Perms : byte
{
    None = 0,
    Read = 1,
    Write = 2,
    Exec = 4,
}

[Flags]
internal enum Nine : ushort
{
    None = 0,
    N0 = 1, N1 = 1 << 1, N2 = 1 << 2, N3 = 1 << 3, N4 = 1 << 4, N5 = 1 << 5, N6 = 1 << 6, N7 = 1 << 7, N8 = 1 << 8,
}

[Flags]
internal enum Seventeen
{
    None = 0,
    Q0 = 1, Q1 = 1 << 1, Q2 = 1 << 2, Q3 = 1 << 3, Q4 = 1 << 4, Q5 = 1 << 5, Q6 = 1 << 6, Q7 = 1 << 7, Q8 = 1 << 8,
    Q9 = 1 << 9, Q10 = 1 << 10, Q11 = 1 << 11, Q12 = 1 << 12, Q13 = 1 << 13, Q14 = 1 << 14, Q15 = 1 << 15, Q16 = 1 << 16,
}

[Flags]
internal enum ThirtyTwo : uint
{
    None = 0,
    B0 = 1, B1 = 1 << 1, B2 = 1 << 2, B3 = 1 << 3, B4 = 1 << 4, B5 = 1 << 5, B6 = 1 << 6, B7 = 1 << 7, B8 = 1 << 8, B9 = 1 << 9, B10 = 1 << 10,
    B11 = 1 << 11, B12 = 1 << 12, B13 = 1 << 13, B14 = 1 << 14, B15 = 1 << 15, B16 = 1 << 16, B17 = 1 << 17, B18 = 1 << 18, B19 = 1 << 19,
    B20 = 1 << 20, B21 = 1 << 21, B22 = 1 << 22, B23 = 1 << 23, B24 = 1 << 24, B25 = 1 << 25, B26 = 1 << 26, B27 = 1 << 27, B28 = 1 << 28,
    B29 = 1 << 29, B30 = 1 << 30, B31 = 1u << 31,
}

internal enum Color
{
    Red,
    Green,
    Blue,
}

internal sealed record Wrap(double V);

internal readonly record struct Point(int X, long Y);

internal sealed record Mixed(byte A, ulong B, bool C, float D, Rune E, string F, short G);

internal abstract record Shape
{
    internal sealed record Circle(double Value) : Shape;

    internal sealed record Rect((uint Width, byte Height) Value) : Shape;

    internal sealed record Named(string Value) : Shape;

    internal sealed record Empty : Shape;
}

internal abstract record Round
{
    internal sealed record Circle(double Value) : Round;

    internal sealed record Empty : Round;
}

internal abstract record Joined
{
    internal sealed record A(uint Value) : Joined;

    internal sealed record B(float Value) : Joined;

    internal sealed record C(ulong Value) : Joined;

    internal sealed record D(double Value) : Joined;
}

internal sealed record Node(string Name, (string Name, Shape? Shape)[] Kids, Color Col, Perms P);

internal sealed record Wide(string A, string B, string C, string D, string E, string F, string G, string H, byte I);
