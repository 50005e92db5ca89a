using System.Globalization;
using Dovetail;

namespace Kernels;

/// <summary>Times a call of <c>(func (param i32 i32) (result i32) local.get 0 local.get 1 i32.add)</c> through a typed delegate.</summary>
internal static class TypedCalls
{
    private const int Calls = 20_000_000;

    private static ReadOnlySpan<byte> Adder =>
    [
        0x00, 0x61, 0x73, 0x6D, 0x01, 0x00, 0x00, 0x00, // magic, version
        0x01, 0x07, 0x01, 0x60, 0x02, 0x7F, 0x7F, 0x01, 0x7F, // type [i32 i32] -> [i32]
        0x03, 0x02, 0x01, 0x00, // function 0 is of type 0
        0x07, 0x07, 0x01, 0x03, (byte)'a', (byte)'d', (byte)'d', 0x00, 0x00, // export "add"
        0x0A, 0x09, 0x01, 0x07, 0x00, 0x20, 0x00, 0x20, 0x01, 0x6A, 0x0B, // local.get 0, local.get 1, i32.add, end
    ];

    /// <summary>Prints nanoseconds of processor time and allocated bytes a call.</summary>
    public static void Run()
    {
        using var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Load(engine, Adder.ToArray());
        var add = new Linker(engine).Instantiate(store, module).GetFunction<Func<int, int, int>>("add");
        var best = double.MaxValue;
        long allocated = 0;
        for (var round = 0; round < 7; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            var start = Environment.CpuUsage.UserTime;
            var sum = 0;
            for (var i = 0; i < Calls; i++)
                sum = add(sum, i);
            best = Math.Min(best, (Environment.CpuUsage.UserTime - start).TotalNanoseconds / Calls);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"typed call of add(i32, i32): {best:f2} ns, {(double)allocated / Calls:f3} bytes"));
    }
}
