using System.Diagnostics;
using System.Globalization;
using Dovetail;

namespace Instantiation;

/// <summary>One kind of instance, made over and over: a store, the instance, a call that touches its memory, and the end of the store.</summary>
internal sealed class Case
{
    private readonly string _name;
    private readonly int _repetitions;
    private readonly Engine _engine;
    private readonly Module _module;
    private readonly Linker _linker;
    private readonly List<double> _instantiating = [];
    private readonly List<double> _cycles = [];
    private double _allocated;

    public Case(string name, byte[] module, int repetitions, EngineOptions options)
    {
        (_name, _repetitions, _engine) = (name, repetitions, new Engine(options));
        (_module, _linker) = (Module.Load(_engine, module), new Linker(_engine));
    }

    /// <summary>Makes as many instances as one round has, and notes how long each took on average.</summary>
    public void Run()
    {
        var (inside, bytes, begin) = (0L, GC.GetAllocatedBytesForCurrentThread(), Stopwatch.GetTimestamp());
        for (var i = 0; i < _repetitions; i++)
        {
            using var store = new Store(_engine);
            var before = Stopwatch.GetTimestamp();
            _linker.Instantiate(store, _module);
            inside += Stopwatch.GetTimestamp() - before;
        }
        _cycles.Add(Microseconds(Stopwatch.GetTimestamp() - begin));
        _instantiating.Add(Microseconds(inside));
        _allocated = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)_repetitions;
    }

    /// <summary>Forgets what was measured while the code was not yet optimised.</summary>
    public void Forget()
    {
        _cycles.Clear();
        _instantiating.Clear();
    }

    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"| {_name} | {Median(_instantiating):f1} | {_instantiating.Min():f1} | {Median(_cycles):f1} | {_cycles.Min():f1} | {_allocated:f0} |");

    private double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency / _repetitions;

    private static double Median(List<double> samples)
    {
        var sorted = samples.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
