namespace Dovetail.Runtime;

/// <summary>The code of a module, which lives as long as this object: what the runtime sees of a compiler.</summary>
internal abstract class ModuleCode
{
    /// <summary>The entry point of the defined function at <paramref name="function"/> (imports not counted).</summary>
    internal abstract nint Pointer(int function);

    /// <summary>An upper bound in bytes of the stack frame of that function.</summary>
    internal abstract int FrameSize(int function);

    /// <summary>
    /// Which of <c>ModuleInstance.Slot0</c> and its siblings holds the global at <paramref name="global"/> (imports counted), and must start
    /// with its initial value; −1 where it lies in its object.
    /// </summary>
    internal abstract int SlotOf(int global);
}
