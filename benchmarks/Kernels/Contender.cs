using System.Globalization;

namespace Kernels;

/// <summary>An engine that takes part.</summary>
internal abstract class Contender(string name)
{
    public string Name { get; } = name;

    /// <summary>Times <c>run(n)</c> in optimised code.</summary>
    public abstract Sample Time(Kernel kernel);

    private protected static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Dovetail with its default options, or without some of its guards, in a process of its own.</summary>
internal sealed class DovetailContender(string name, Guards without = Guards.None) : Contender(name)
{
    public override Sample Time(Kernel kernel) =>
        Sample.PrintedBy(Environment.ProcessPath!, "--child", without.ToString(), kernel.Path, Text(kernel.N));
}

/// <summary>V8, by Node.</summary>
/// <param name="node">The program.</param>
internal sealed class NodeContender(string node) : Contender("V8")
{
    public override Sample Time(Kernel kernel) =>
        Sample.PrintedBy(node, Path.Combine(AppContext.BaseDirectory, "kernel.cjs"), kernel.Path, Text(kernel.N));
}

/// <summary>
/// Cranelift, by Wizer, which runs one function of a module while it snapshots it: the difference of two whole processes, one of which runs the
/// kernel longer by n.
/// </summary>
/// <param name="wizer">The program.</param>
internal sealed class WizerContender(string wizer) : Contender("Cranelift")
{
    private readonly string _folder = Directory.CreateTempSubdirectory("kernels").FullName;

    public override Sample Time(Kernel kernel)
    {
        var module = Path.Combine(_folder, Path.GetFileName(kernel.Path));
        if (!File.Exists(module))
            File.WriteAllBytes(module, WizerModule.Of(kernel));
        var shorter = Run(module, WizerModule.Shorter);
        return Run(module, WizerModule.Longer) - shorter;
    }

    private Sample Run(string module, string function) =>
        Sample.OfWhole(wizer, module, "--init-func", function, "-o", Path.Combine(_folder, "out.wasm"));
}
