using Dovetail.Compilation.Cil;

namespace Dovetail.Compilation.Adapters;

/// <summary>Branches by the case of a variant. Cases with the same payload share their code.</summary>
internal static class VariantDispatch
{
    /// <summary>
    /// Writes <paramref name="write"/> for each different payload that <paramref name="isWanted"/>, and <paramref name="otherwise"/> for all
    /// other cases. The discriminant is on the stack, which is empty but for it.
    /// </summary>
    public static void Write(
        CilBuilder code, AdaptedVariant variant, Func<AdaptedType, bool> isWanted, Action<AdaptedType> write, Action? otherwise)
    {
        var labels = new Dictionary<AdaptedType, int>();
        var (other, end) = (code.DefineLabel(), code.DefineLabel());
        var targets = new int[variant.Cases.Length];
        for (var i = 0; i < targets.Length; i++)
        {
            targets[i] = variant.Cases[i] is { } payload && isWanted(payload) ? LabelOf(payload) : other;
        }
        WriteBranch(code, targets, other, labels.Count);
        foreach (var (payload, label) in labels)
        {
            code.MarkLabel(label);
            write(payload);
            code.Branch(CilOp.Br, end);
        }
        code.MarkLabel(other);
        otherwise?.Invoke();
        code.MarkLabel(end);

        int LabelOf(AdaptedType payload)
        {
            if (!labels.TryGetValue(payload, out var label))
                labels.Add(payload, label = code.DefineLabel());
            return label;
        }
    }

    // The discriminant was checked, so that of two cases it is one or the other.
    private static void WriteBranch(CilBuilder code, int[] targets, int other, int groups)
    {
        if (targets.Length == 2 && groups == 1 && targets[0] == other)
        {
            code.Branch(CilOp.Brfalse, other).Branch(CilOp.Br, targets[1]);
        }
        else if (targets.Length == 2)
        {
            code.Branch(CilOp.Brtrue, targets[1]).Branch(CilOp.Br, targets[0]);
        }
        else
        {
            code.Switch(targets).Branch(CilOp.Br, other);
        }
    }
}
