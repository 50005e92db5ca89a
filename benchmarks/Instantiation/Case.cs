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

    /// <summary>Makes as many instances as one round has, and notes how long the median one took: what else the machine does is left out.</summary>
    public void Run()
    {
        var (instantiating, cycles) = (new double[_repetitions], new double[_repetitions]);
        var bytes = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < _repetitions; i++)
        {
            var begin = Stopwatch.GetTimestamp();
            using (var store = new Store(_engine))
            {
                var before = Stopwatch.GetTimestamp();
                _linker.Instantiate(store, _module);
                instantiating[i] = Microseconds(Stopwatch.GetTimestamp() - before);
            }
            cycles[i] = Microseconds(Stopwatch.GetTimestamp() - begin);
        }
        _allocated = (GC.GetAllocatedBytesForCurrentThread() - bytes) / (double)_repetitions;
        _instantiating.Add(Median(instantiating));
        _cycles.Add(Median(cycles));
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

    private static double Microseconds(long ticks) => ticks * 1e6 / Stopwatch.Frequency;

    private static double Median(IEnumerable<double> samples)
    {
        var sorted = samples.Order().ToArray();
        return sorted[sorted.Length / 2];
    }
}
