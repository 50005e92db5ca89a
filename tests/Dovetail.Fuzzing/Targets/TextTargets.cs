using System.Text;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Text;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Modules.Text;
using Dovetail.Wasm.Scripts;
using Dovetail.Wasm.Text;

namespace Dovetail.Fuzzing.Targets;

/// <summary>Readers of texts. Mutants are of bytes; what is no UTF-8 becomes replacement characters, which the readers see.</summary>
internal static class TextTargets
{
    public static IReadOnlyList<Target> All { get; } =
    [
        new("wave", Waves, (input, _) =>
        {
            Wave.ParseCall(Encoding.UTF8.GetString(input));
            return Answer.Value;
        }),
        new("component-wast", () => [Encoding.UTF8.GetBytes(ComponentText), .. Corpus.Files("suites/component-model", "*.wast").Where(file => file.Length < 30_000)], (input, _) => Read(input)),
        new("wast", () => [Encoding.UTF8.GetBytes(WastText), .. Corpus.Files("suites/core", "*.wast").Where(file => file.Length < 12_000)], (input, _) => Read(input)),
    ];

    private static Answer Read(byte[] input)
    {
        foreach (var directive in ScriptParser.Parse(TokenSequence.Read(input)))
        {
            var source = directive switch
            {
                ModuleDirective module => module.Source,
                AssertSourceDirective refused => refused.Source,
                _ => null,
            };
            if (source is { Form: SourceForm.Text }) TryParse(source);
        }

        return Answer.Value;
    }

    // One module or component that is refused does not end the script.
    private static void TryParse(ScriptSource source)
    {
        try
        {
            if (source.IsComponent)
            {
                var component = ComponentParser.ParseFields(source.Fields(), source.Name, false);
                ComponentValidator.Validate(component, WasmFeatures.Supported, ComponentFeatures.All);
            }
            else ModuleParser.ParseFields(source.Fields());
        }
        catch (DovetailException)
        {
        }
    }

    private static IReadOnlyList<byte[]> Waves() => [.. WaveTexts.Select(Encoding.UTF8.GetBytes)];

    private const string WastText = """
        (module $m (import "a" "b" (func $i (param i32) (result i64))) (memory 1 2) (table 3 funcref)
          (type $t (func (param $x i32) (result f64)))
          (func $f (export "f") (type $t) (local i64) (block $b (result f64) (br_if $b (f64.const 0x1.8p3) (local.get $x))))
          (data (i32.const 0) "a\n\u{1f600}\00") (elem (i32.const 0) $f $i) (global (mut i32) (i32.const -1)))
        (assert_return (invoke "f" (i32.const 1)) (f64.const nan:canonical))
        (assert_malformed (module quote "(func") "unexpected end")
        """;

    private const string ComponentText = """
        (component $c (import "i" (instance $i (export "r" (type $r (sub resource))) (export "f" (func (param "x" (own $r))))))
          (core module $m (memory (export "m") 1) (func (export "f") (param i32) (result i32) unreachable))
          (core instance $k (instantiate $m)) (type $t (record (field "a" (list u8)) (field "b" (option string))))
          (func $g (export "g") (param "x" u32) (result u32) (canon lift (core func $k "f") (memory (core memory $k "m"))))
          (component $d (alias outer $c $t (type $u)) (export "t" (type $u))) (instance $e (instantiate $d)))
        """;

    private static readonly string[] WaveTexts =
    [
        "add(42, 58)",
        "f(1, -2, 3.5, nan, inf, -inf, 1e10, true, false)",
        "f(\"text with \\\"escapes\\\" \\u{1f600} \\n\", 'c', '\\u{0}')",
        "f({a: 1, b: [1, 2, 3], c: (1, \"x\")}, some(1), none, ok(2), err, {read, write})",
        "f([[[[[[[[]]]]]]]], variant-case(some(none)), %record, \"\"\"\n  multi\n  line\n  \"\"\")",
        "// comment\nf()",
    ];
}
