using System.Collections.Immutable;

namespace Dovetail.Compilation.Cil;

/// <summary>The parameters and the result of an emitted function or of an indirect call. Compared by structure.</summary>
internal sealed record CilSignature(ImmutableArray<CilType> Parameters, CilType Result)
{
    public bool Equals(CilSignature? other)
    {
        if (ReferenceEquals(this, other))
            return true;
        if (other is null || Result != other.Result || Parameters.Length != other.Parameters.Length)
            return false;
        for (var i = 0; i < Parameters.Length; i++)
        {
            if (Parameters[i] != other.Parameters[i])
                return false;
        }
        return true;
    }

    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.Add(Result.Index);
        foreach (var parameter in Parameters)
            hash.Add(parameter.Index);
        return hash.ToHashCode();
    }

    /// <summary>The signature in listings: <c>int32 (int32, FunctionOwner)</c>.</summary>
    public override string ToString() => $"{Result} ({string.Join(", ", Parameters)})";
}
