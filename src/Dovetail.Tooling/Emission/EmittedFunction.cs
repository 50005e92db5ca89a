using Dovetail.Wasm.Modules;

namespace Dovetail.Tooling.Emission;

/// <summary>A function of a module that is being made: imported, or with code.</summary>
/// <param name="name">What the module's name section calls it.</param>
internal sealed class EmittedFunction(string name, FunctionType type, CodeBuilder? code)
{
    public string Name { get; } = name;

    public FunctionType Type { get; } = type;

    /// <summary>The code; null for an import.</summary>
    public CodeBuilder? Code { get; } = code;
}
