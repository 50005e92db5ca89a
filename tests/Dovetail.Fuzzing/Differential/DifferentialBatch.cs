using System.Globalization;
using Dovetail.Fuzzing.Generation;
using Dovetail.Wasm;
using Dovetail.Wasm.Instructions;

namespace Dovetail.Fuzzing.Differential;

/// <summary>
/// The child's side of a campaign: generates modules, runs each in both engines, and writes a line for each before and after; at the end,
/// what was executed.
/// </summary>
internal sealed class DifferentialBatch(string node, ulong seed, WasmFeatures features)
{
    // So many modules are with V8 while Dovetail runs others.
    private const int Ahead = 16;
    private readonly Dictionary<Opcode, int> _executed = [];
    private int _calls;

    /// <summary>Whether the first finding ends it.</summary>
    public bool StopsAtFinding { get; init; }

    /// <summary>The module of a case.</summary>
    public static GeneratedModule Module(ulong seed, int index, WasmFeatures features) =>
        ModuleGenerator.Generate(SeededRandom.SeedOf(seed, index), features);

    /// <summary>Runs the modules from <paramref name="first"/> on, on a thread with the stack that they may need.</summary>
    public void Run(int first, int count)
    {
        var thread = new Thread(() => RunAll(first, count), Subject.MaxStack + (4 << 20));
        thread.Start();
        thread.Join();
    }

    private void RunAll(int first, int count)
    {
        using var oracle = new Oracle(node);
        using var subject = new Subject();
        var waiting = new Queue<GeneratedModule>();
        for (var index = first; index < first + count; index++)
        {
            while (waiting.Count < Ahead && index + waiting.Count < first + count)
            {
                var next = Module(seed, index + waiting.Count, features);
                oracle.Send(next);
                waiting.Enqueue(next);
            }

            Console.WriteLine($"start {Text(index)}");
            var answer = Compare(subject, oracle, waiting);
            Console.WriteLine($"end {Text(index)} {answer}");
            if (StopsAtFinding && answer != "same") return;
        }

        Console.WriteLine($"calls {Text(_calls)}");
        var functions = subject.Functions;
        Console.WriteLine($"functions {Text(functions.Compiled)} {Text(functions.Unoptimized)},{Text(functions.Plain)}");
        foreach (var (code, traps) in subject.Traps) Console.WriteLine($"trap {code} {Text(traps)}");
        foreach (var (opcode, modules) in _executed) Console.WriteLine($"executed {opcode} {Text(modules)}");
    }

    private string Compare(Subject subject, Oracle oracle, Queue<GeneratedModule> waiting)
    {
        var module = waiting.Dequeue();
        Outcome? ours = null;
        var problem = "";
        try
        {
            ours = subject.Run(module);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            problem = $"finding {exception.GetType().Name}: {exception.Message.ReplaceLineEndings(" ")} {FirstFrame(exception)}";
        }

        try
        {
            var theirs = oracle.Receive();
            if (ours is null) return problem;
            Count(module, ours);
            return Outcome.Difference(ours, theirs, module.HasBulkArrays) is { } difference ? $"finding {difference}" : "same";
        }
        catch (OracleException death)
        {
            foreach (var lost in waiting) oracle.Send(lost);
            return $"finding {death.Message}";
        }
    }

    private void Count(GeneratedModule module, Outcome outcome)
    {
        _calls += outcome.Ends.Count;
        if (outcome.Dump.Length == 0) return;
        foreach (var opcode in module.Executed(outcome.Dump)) _executed[opcode] = _executed.GetValueOrDefault(opcode) + 1;
    }

    private static string FirstFrame(Exception exception) => exception.StackTrace?.ReplaceLineEndings("\n").Split('\n')
        .FirstOrDefault(line => line.Contains("Dovetail.", StringComparison.Ordinal))?.Trim() ?? "";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
