namespace Dovetail.CanonicalAbi;

/// <summary>What an instance enters another through, and traps can tell of afterwards.</summary>
internal interface ICallEdge
{
    /// <summary>The instance that is entered.</summary>
    ComponentState CalleeInstance { get; }

    /// <summary>The callee's name in errors.</summary>
    string Path { get; }

    /// <summary>What the callee notes as <see cref="ComponentState.EnteredBy"/> while a call runs; from 1 on.</summary>
    int Number { get; }

    /// <summary>
    /// After a trap, the arguments of the call that it has ended, as text: what lies in the caller's memory is read where and as it lies. Null where they
    /// are not known.
    /// </summary>
    string? Arguments { get; }
}
