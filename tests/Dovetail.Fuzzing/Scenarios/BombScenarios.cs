using Dovetail.Fuzzing.Mutations;

namespace Dovetail.Fuzzing.Scenarios;

/// <summary>Valid and invalid modules that cost a careless compiler minutes or its stack: each is answered, by a result or by name, in bounded time.</summary>
internal static class BombScenarios
{
    // Of processor time, on all threads: the machine may be busy.
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private static readonly (string Name, Func<Engine, object> Load)[] Bombs =
    [
        ("10,000 nested loops", engine => Load(engine, Nested(0x03, 10_000))),
        ("1,000,000 nested loops", engine => Load(engine, Nested(0x03, 1_000_000))),
        ("100,000 nested blocks", engine => Load(engine, Nested(0x02, 100_000))),
        ("3,000,000 nested blocks", engine => Load(engine, Nested(0x02, 3_000_000))),
        ("100,000 nested ifs", engine => Load(engine, Function([], [.. Repeat([0x41, 0x00, 0x04, 0x40], 100_000), .. Repeat([0x0b], 100_000), 0x0b]))),
        ("blocks that never end", engine => Load(engine, Function([], Repeat([0x02, 0x40], 1_000_000)))),
        ("10,000 loops in a row", engine => Load(engine, Function([], [.. Repeat([0x03, 0x40, 0x0b], 10_000), 0x0b]))),
        ("100,000 loops in a row", engine => Load(engine, Function([], [.. Repeat([0x03, 0x40, 0x0b], 100_000), 0x0b]))),
        ("100,000 targets of one br_table", engine => Load(engine, BranchTable(100_000))),
        ("1,000,000 targets of one br_table", engine => Load(engine, BranchTable(1_000_000))),
        ("50,000 locals", engine => Load(engine, Function([1, .. Number(50_000), 0x7e], [0x0b]))),
        ("4,000,000,000 locals", engine => Load(engine, Function([1, .. Number(4_000_000_000), 0x7e], [0x0b]))),
        ("50,000 locals in 1,000 functions", engine => Load(engine, Functions(1_000, [1, .. Number(50_000), 0x7e], [0x0b]))),
        ("50,000 locals and 50,000 branches", engine => Load(engine, Function([1, .. Number(50_000), 0x7f], ManyBranches(50_000)))),
        ("100,000 functions", engine => Load(engine, Functions(100_000, [0], [0x0b]))),
        ("1,000,000 functions", engine => Load(engine, Functions(1_000_000, [0], [0x0b]))),
        ("1,000,000 additions", engine => Load(engine, Function([0], [0x41, 1, .. Repeat([0x41, 1, 0x6a], 1_000_000), 0x1a, 0x0b]))),
        ("100,000 operands", engine => Load(engine, Function([0], [.. Repeat([0x41, 1], 100_000), .. Repeat([0x1a], 100_000), 0x0b]))),
        ("200,000 loads", engine => Load(engine, Function([0], [.. Repeat([0x41, 0x7f, 0x28, 2, 0, 0x1a], 200_000), 0x0b], hasMemory: true))),
        ("50,000 sums of vectors", engine => Module.Parse(engine, Vectors("i32x4.add", 50_000))),
        ("50,000 minima of vectors", engine => Module.Parse(engine, Vectors("f32x4.min", 50_000))),
        ("100,000 constant vectors", engine => Module.Parse(engine,
            $"(module (func (export \"run\") {Wat.Each(100_000, i => $"(drop (i8x16.popcnt (v128.const i64x2 {i} 1)))")}))")),
        ("a sum of 100,000 vectors", engine => Module.Parse(engine,
            $"(module (func (export \"run\") (local v128) local.get 0 {Wat.Repeat("local.get 0 f64x2.add ", 100_000)} local.set 0))")),
        ("1,000,000 parentheses", engine => Module.Parse(engine, Wat.Repeat("(", 1_000_000))),
        ("100,000 folded additions", engine => Module.Parse(engine,
            $"(module (func (result i32) {Wat.Repeat("(i32.add (i32.const 1) ", 100_000)} (i32.const 1) {Wat.Repeat(")", 100_000)}))")),
        ("100,000 folded blocks", engine => Module.Parse(engine, $"(module (func {Wat.Repeat("(block ", 100_000)}{Wat.Repeat(")", 100_000)}))")),
        ("1,000,000 flat blocks as text", engine => Module.Parse(engine, $"(module (func {Wat.Repeat("block ", 1_000_000)}{Wat.Repeat("end ", 1_000_000)}))")),
        ("100,000 nested comments", engine => Module.Parse(engine, Wat.Repeat("(; ", 100_000) + Wat.Repeat(" ;)", 100_000))),
        ("100,000 nested annotations", engine => Module.Parse(engine, Wat.Repeat("(@a ", 100_000) + Wat.Repeat(")", 100_000))),
        ("100,000 nested components as text", engine => Component.Parse(engine, Wat.Repeat("(component ", 100_000) + Wat.Repeat(")", 100_000))),
        ("10,000 nested components", engine => Component.Load(engine, NestedComponents(10_000))),
        ("100,000 nested types as text", engine => Component.Parse(engine,
            $"(component (type {Wat.Repeat("(list ", 100_000)} u8 {Wat.Repeat(")", 100_000)}))")),
        ("types of types of types", engine => Component.Parse(engine, "(component (type $t0 (tuple u8 u8 u8 u8 u8 u8 u8 u8 u8 u8))"
            + Wat.Each(98, i => $"(type $t{i + 1} (tuple $t{i} $t{i} $t{i} $t{i} $t{i} $t{i} $t{i} $t{i} $t{i} $t{i}))") + ")")),
        ("deep values of WAVE", _ => Wave.ParseCall("f(" + Wat.Repeat("[", 1_000_000))),
        ("deep tuples of WAVE", _ => Wave.ParseCall("f(" + Wat.Repeat("some(", 100_000) + Wat.Repeat(")", 100_000) + ")")),
    ];

    public static IReadOnlyList<Scenario> All { get; } = [new("bombs", Run)];

    private static void Run(IReadOnlyList<string> arguments)
    {
        var name = arguments.Count > 0 ? string.Join(' ', arguments) : "";
        foreach (var bomb in Bombs.Where(bomb => bomb.Name.Contains(name, StringComparison.Ordinal)))
        {
            using var engine = new Engine();
            var start = Environment.CpuUsage.TotalTime;
            Console.WriteLine($"{bomb.Name}: {Expect.Answer(() => Use(engine, bomb.Load(engine)))}");
            var taken = Environment.CpuUsage.TotalTime - start;
            Expect.True(taken < Longest, $"{bomb.Name} took {taken.TotalSeconds:F1} s");
        }
    }

    // The JIT works when a function is first called: the last one of a module is.
    private static void Use(Engine engine, object loaded)
    {
        if (loaded is not Module module || module.Definition.Exports.IsEmpty) return;
        using var store = new Store(engine, new StoreOptions { Deadline = TimeSpan.FromSeconds(1) });
        new Linker(engine).Instantiate(store, module).GetFunction("run").Invoke();
    }

    private static Module Load(Engine engine, byte[] bytes) => Module.Load(engine, bytes);

    private static byte[] Nested(byte opcode, int count) =>
        Function([0], [.. Repeat([opcode, 0x40], count), .. Repeat([0x0b], count), 0x0b]);

    private static byte[] BranchTable(int count) => Function([0],
        [.. Repeat([0x02, 0x40], 1000), 0x41, 0, 0x0e, .. Number(count), .. Enumerable.Range(0, count).SelectMany(i => Number(i % 1000)), 0,
            .. Repeat([0x0b], 1001)]);

    // (block (local.set i (i32.const 1)) (br_if 0 (local.get i)) …) with another local each time.
    private static byte[] ManyBranches(int count) => [0x02, 0x40, .. Enumerable.Range(0, count).SelectMany(i =>
        (byte[])[0x41, 0x01, 0x21, .. Number(i), 0x20, .. Number(i), 0x0d, 0x00]), 0x0b, 0x0b];

    private static byte[] Function(byte[] locals, byte[] code, bool hasMemory = false) =>
        Functions(1, locals.Length == 0 ? [0] : locals, code, hasMemory);

    private static byte[] Functions(int count, byte[] locals, byte[] code, bool hasMemory = false)
    {
        var body = new List<byte>();
        Leb.Write(body, (ulong)(locals.Length + code.Length));
        body.AddRange([.. locals, .. code]);
        var output = new List<byte> { 0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00 };
        Section(output, 1, [1, 0x60, 0, 0]);
        Section(output, 3, [.. Number(count), .. new byte[count]]);
        if (hasMemory) Section(output, 5, [1, 0, 1]);
        Section(output, 7, [1, 3, (byte)'r', (byte)'u', (byte)'n', 0, .. Number(count - 1)]);
        Section(output, 10, [.. Number(count), .. Repeat([.. body], count)]);
        return [.. output];
    }

    private static string Vectors(string instruction, int count) => "(module (func (export \"run\") (local v128 v128 v128 v128)"
        + Wat.Each(count, i => $"(local.set {i % 4} ({instruction} (local.get {(i + 1) % 4}) (local.get {i * 3 % 4})))") + "))";

    private static byte[] NestedComponents(int depth)
    {
        // From the inside out, each size known; written back to front so that it costs no square.
        var headers = new Stack<byte[]>();
        var size = 8;
        for (var i = 0; i < depth; i++)
        {
            byte[] header = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00, 0x04, .. Number(size)];
            headers.Push(header);
            size += header.Length;
        }

        return [.. headers.SelectMany(header => header), 0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
    }

    private static void Section(List<byte> output, byte id, byte[] payload)
    {
        output.Add(id);
        Leb.Write(output, (ulong)payload.Length);
        output.AddRange(payload);
    }

    private static byte[] Number(long value)
    {
        var bytes = new List<byte>();
        Leb.Write(bytes, (ulong)value);
        return [.. bytes];
    }

    private static byte[] Repeat(byte[] item, int count)
    {
        var output = new byte[item.Length * count];
        for (var i = 0; i < count; i++) item.CopyTo(output.AsSpan(i * item.Length));
        return output;
    }
}
