namespace Dovetail.ConformanceTests.Guests;

/// <summary>Recorded calls with values whose types are known at run time only.</summary>
internal static class DynamicCalls
{
    public static string? Make(ComponentInstance target, RecordedCase @case)
    {
        var type = target.GetFunctionType(@case.Function);
        var arguments = @case.Arguments.Zip(type.Parameters, (json, parameter) => RecordedValues.Read(json, parameter.Type));
        var found = target.Call(@case.Function, [.. arguments]);
        if (@case.Ending == Ending.Trap)
        {
            return null;
        }
        var expected = RecordedValues.ReadResult(@case, type.Result);
        return found == expected ? null : $"expected {expected}, found {found}";
    }
}
