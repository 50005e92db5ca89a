namespace Dovetail.Runtime;

/// <summary>The code of a module, which lives as long as this object: what the runtime sees of a compiler.</summary>
internal abstract class ModuleCode
{
    /// <summary>The entry point of the defined function at <paramref name="function"/> (imports not counted).</summary>
    internal abstract nint Pointer(int function);

    /// <summary>An upper bound in bytes of the stack frame of that function.</summary>
    internal abstract int FrameSize(int function);
}
