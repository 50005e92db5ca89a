namespace Dovetail.Runtime;

/// <summary>The code of a module, which lives as long as this object: what the runtime sees of a compiler. Safe from many threads.</summary>
internal abstract class ModuleCode
{
    /// <summary>No function's caller needs to make more room than this many bytes.</summary>
    internal const int LargestFrame = 24 << 10;

    /// <summary>
    /// Whether references point to <see cref="LazyPointer"/> until their function is first called in their instance. If not, all code is one unit
    /// that is there.
    /// </summary>
    internal virtual bool IsLazy => false;

    /// <summary>What was compiled so far.</summary>
    internal virtual CompilationStatistics Statistics => default;

    /// <summary>The entry point of the defined function at <paramref name="function"/> (imports not counted), which is compiled if it isn't yet.</summary>
    internal abstract nint Pointer(int function);

    /// <summary>As <see cref="Pointer"/>, of the machine code itself, which is made now.</summary>
    internal virtual nint PreparedPointer(int function) => Pointer(function);

    /// <summary>An upper bound in bytes of the stack frame of that function, at most <see cref="LargestFrame"/>.</summary>
    internal abstract int FrameSize(int function);

    /// <summary>The entry of a reference whose owner is a <see cref="LazyFunction"/>.</summary>
    internal virtual nint LazyPointer(int function) => 0;

    /// <summary>The unit of that function: functions of one unit call each other directly.</summary>
    internal virtual int UnitOf(int function) => 0;

    /// <summary>The functions (imports counted) of other units that a unit's code calls by the references in its instance.</summary>
    internal virtual ReadOnlySpan<int> CalleesOf(int unit) => [];

    /// <summary>Compiles that function, where there is enough stack to do so.</summary>
    internal virtual void Prepare(int function)
    {
    }

    /// <summary>Compiles all functions, on several threads.</summary>
    internal virtual void CompileAll(CompileOptions options, CancellationToken cancellation)
    {
    }

    /// <summary>Compiles the functions whose code an earlier process left.</summary>
    internal virtual void CompileCached(CancellationToken cancellation)
    {
    }

    /// <summary>Compiles all functions ahead of time; those that were not called yet then use that code.</summary>
    internal virtual Task MakeResident(string compiler, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// Which of <c>ModuleInstance.Slot0</c> and its siblings holds the global at <paramref name="global"/> (imports counted), and must start
    /// with its initial value; −1 where it lies in its object.
    /// </summary>
    internal abstract int SlotOf(int global);
}
