using System.Text.RegularExpressions;
using Dovetail.Wit.Types;

namespace Dovetail.Tests.Values;

/// <summary>
/// The reference implementation's own cases: files of calls, split at semicolons, on the functions of one interface.
/// </summary>
public partial class WaveSuite
{
    private static readonly string Folder = SharedData.PathOf("suites", "wave");

    private static WitType U8 => PrimitiveType.Of(PrimitiveKind.U8);

    private static readonly Dictionary<string, WitFunctionType> Functions = new()
    {
        ["nullary"] = new([], null),
        ["f32"] = F("val", PrimitiveType.Of(PrimitiveKind.F32)),
        ["list-f32"] = F("vals", new ListType(PrimitiveType.Of(PrimitiveKind.F32))),
        ["f64"] = F("val", PrimitiveType.Of(PrimitiveKind.F64)),
        ["list-f64"] = F("vals", new ListType(PrimitiveType.Of(PrimitiveKind.F64))),
        ["char"] = F("val", PrimitiveType.Of(PrimitiveKind.Char)),
        ["list-chars"] = F("vals", new ListType(PrimitiveType.Of(PrimitiveKind.Char))),
        ["string"] = F("val", PrimitiveType.Of(PrimitiveKind.String)),
        ["list-strings"] = F("vals", new ListType(PrimitiveType.Of(PrimitiveKind.String))),
        ["option-u8"] = F("opt", new OptionType(U8)),
        ["result-ok-u8"] = F("res", new ResultType(U8, null)),
        ["result-err-u8"] = F("res", new ResultType(null, U8)),
        ["result-both-u8"] = F("res", new ResultType(U8, U8)),
        ["result-no-payloads"] = F("res", new ResultType(null, null)),
        ["basic-record"] = F("rec", new RecordType([new("required", U8), new("optional", new OptionType(U8))])),
        ["optional-fields-record"] =
            F("rec", new RecordType([new("a", new OptionType(U8)), new("b", new OptionType(U8))])),
        ["keyword-cases-enum"] = F("enm", new EnumType(["true", "false", "some", "none", "ok", "err", "inf", "nan"])),
        ["hand-enum"] = F("enm", new EnumType(["left", "right"])),
        ["permission-flags"] = F("flgs", new FlagsType(["read", "write"])),
    };

    public static TheoryData<string> Accepted => Files("accept-*.waves");

    public static TheoryData<string> Rejected => Files("reject-*.waves");

    [SharedTheory]
    [MemberData(nameof(Accepted))]
    public void Accepts_with_the_value_that_the_reference_prints(string file)
    {
        var expected = File.ReadAllLines(Path.Combine(Folder, Path.ChangeExtension(file, ".out")))
            .Where(line => !line.StartsWith("//", StringComparison.Ordinal) && line.Length > 0).ToList();
        var calls = Calls(file);
        Assert.Equal(expected.Count, calls.Count);
        Assert.All(calls.Zip(expected), pair => Assert.Equal(pair.Second, Print(pair.First)));
    }

    [SharedTheory]
    [MemberData(nameof(Rejected))]
    public void Rejects_with_a_caret(string file) =>
        Assert.All(Calls(file), call =>
            Assert.Contains("^", Assert.Throws<WaveException>(() => Print(call)).Message, StringComparison.Ordinal));

    private static string Print(string text)
    {
        var call = Wave.ParseCall(text);
        if (call.Interface is not (null or "ui" or "ui:tests/ui" or "ui:tests/ui@0.1.0")
            || !Functions.TryGetValue(call.Function, out var type))
        {
            throw call.NameError("no such function");
        }
        var arguments = call.Arguments(type).Select((value, i) => $"{type.Parameters[i].Name}: {Wave.Write(value)}");
        return $"{call.Function}({string.Join(", ", arguments)})";
    }

    private static List<string> Calls(string file) =>
        [.. (File.ReadAllText(Path.Combine(Folder, file)) + "\n").Split(";\n").Where(call =>
            OnlyComments().Replace(call, "").Trim().Length > 0)];

    private static TheoryData<string> Files(string pattern) =>
        Directory.Exists(Folder)
            ? [.. Directory.GetFiles(Folder, pattern).Select(path => Path.GetFileName(path)).Order()] : [];

    private static WitFunctionType F(string name, WitType type) => new([new(name, type)], null);

    [GeneratedRegex("^//.*$", RegexOptions.Multiline)]
    private static partial Regex OnlyComments();
}
