using System.Text;

namespace Dovetail.Fuzzing.Hostile;

/// <summary>Components that are malformed, invalid or beyond all limits: nothing of them may run, and reading them must cost little.</summary>
internal static class TypeAttacks
{
    private static readonly Outcome AnyLimit = Outcome.Limit();
    private static readonly Outcome TooDeep = Outcome.Malformed("nesting too deep");

    public static IReadOnlyList<Attack> All { get; } =
    [
        new("lists of lists, 101 deep", $"(component (type {Nested("(list ", "u8", 101)}))", TooDeep),
        new("lists of lists, 100,000 deep", $"(component (type {Nested("(list ", "u8", 100_000)}))", TooDeep),
        new("options of options, by index, 1,000 deep", Chain("(option {0})", 1_000), AnyLimit),
        new("components in components, 10,000 deep", Repeat("(component ", 10_000) + Repeat(")", 10_000), TooDeep),
        new("parentheses, 1,000,000 deep", "(component " + Repeat("(", 1_000_000), Outcome.Malformed("unclosed parenthesis")),
        new("pairs of pairs, 2^60 fields", Chain("(tuple {0} {0})", 60), AnyLimit),
        new("ten of ten, 10^90 fields", Chain("(tuple {0} {0} {0} {0} {0} {0} {0} {0} {0} {0})", 90), AnyLimit),
        new("results of results, 2^90 cases", Chain("(result {0} (error {0}))", 90), AnyLimit),
        new("a record without fields", "(component (type (record)))", Outcome.Invalid()),
        new("a variant without cases", "(component (type (variant)))", Outcome.Invalid()),
        new("a tuple without items", "(component (type (tuple)))", Outcome.Invalid()),
        new("an enum without cases", "(component (type (enum)))", Outcome.Invalid()),
        new("flags without names", "(component (type (flags)))", Outcome.Invalid()),
        new("33 flags", $"(component (type (flags {Names(33)})))", Outcome.Invalid()),
        new("two fields of one name", "(component (type (record (field \"a\" u8) (field \"a\" u8))))", Outcome.Invalid()),
        new("two fields of one name, in capitals", "(component (type (record (field \"a-b\" u8) (field \"A-B\" u8))))", Outcome.Invalid()),
        new("a field that is no label", "(component (type (record (field \"a_b\" u8))))", Outcome.Invalid()),
        new("a field with an escape for terminals", "(component (type (record (field \"\\1b[2J\" u8))))", Outcome.Invalid()),
        new("a field that turns the text around", "(component (type (record (field \"a\\e2\\80\\ae\" u8))))", Outcome.Invalid()),
        new("an empty import name", "(component (import \"\" (func)))", Outcome.Invalid()),
        new("an import name of 1,000,000 bytes", $"(component (import \"{Repeat("a", 1_000_000)}\" (func)))", AnyLimit),
        new("an import name with a NUL", "(component (import \"a\\00b\" (func)))", Outcome.Invalid()),
        new("an import of no version", "(component (import \"a:b/c@1.2\" (func)))", Outcome.Invalid()),
        new("two imports of one name", "(component (import \"a\" (func)) (import \"a\" (func)))", Outcome.Invalid()),
        new("two exports of one name", "(component (component $c) (export \"a\" (component $c)) (export \"a\" (component $c)))", Outcome.Invalid()),
        new("a method without its resource", "(component (import \"[method]a.b\" (func)))", Outcome.Invalid()),
        new("a list of a type that does not exist", "(component (type (list 7)))", Outcome.Invalid()),
        new("a type that mentions itself", "(component (type (list 0)))", Outcome.Invalid()),
        new("an alias 4,294,967,295 components out", "(component (alias outer 4294967295 0 (type)))", Outcome.Invalid()),
        new("an alias of the type at 4,294,967,295", "(component (alias outer 0 4294967295 (type)))", Outcome.Invalid()),
        new("an export of a core function that is none", "(component (core module $m) (core instance $i (instantiate $m)) (core func (alias core export $i \"f\")))",
            Outcome.Invalid("no export named `f`")),
        new("a lift of another core type", """
            (component (core module $m (func (export "f") (param i64))) (core instance $i (instantiate $m))
              (func (export "attack") (param "a" u32) (canon lift (core func $i "f"))))
            """, Outcome.Invalid()),
        new("a lift without the memory it needs", """
            (component (core module $m (func (export "f") (param i32 i32))) (core instance $i (instantiate $m))
              (func (export "attack") (param "a" string) (canon lift (core func $i "f"))))
            """, Outcome.Invalid()),
        new("a realloc of another type", """
            (component (core module $m (memory (export "m") 1) (func (export "f") (param i32 i32)) (func (export "r") (param i32) (result i32) (i32.const 0)))
              (core instance $i (instantiate $m))
              (func (export "attack") (param "a" string) (canon lift (core func $i "f") (memory $i "m") (realloc (func $i "r")))))
            """, Outcome.Invalid()),
        new("a core module that is not valid", "(component (core module $m (func (result i32))))", Outcome.Invalid()),
        new("a value larger than 2^28 bytes", $"(component {Definitions("(tuple {0} {0} {0} {0} {0} {0} {0} {0})", "u64", 9)})", AnyLimit),
        new("nothing", Array.Empty<byte>(), Outcome.Malformed()),
        new("half a magic number", Bytes("00 61 73"), Outcome.Malformed()),
        new("another version", Bytes("00 61 73 6d 0e 00 01 00"), Outcome.Malformed()),
        new("another layer", Bytes("00 61 73 6d 0d 00 02 00"), Outcome.Malformed()),
        new("a section that is longer than the file", Component("07 ff ff ff ff 0f"), Outcome.Malformed()),
        new("a section whose length never ends", Component("07 ff ff ff ff ff ff ff"), Outcome.Malformed()),
        new("a section that no one knows", Component("3f 01 00"), Outcome.Malformed()),
        new("a section with bytes left over", Component("07 03 00 00 00"), Outcome.Malformed()),
        new("4,294,967,295 types", Component("07 05 ff ff ff ff 0f"), Outcome.Malformed()),
        new("4,294,967,295 fields", Component("07 07 01 72 ff ff ff ff 0f"), Outcome.Malformed()),
        new("a name of 4,294,967,295 bytes", Component("0a 08 01 00 ff ff ff ff 0f 61"), Outcome.Malformed()),
        new("a name that is not UTF-8", Component("0a 06 01 00 01 ff 01 00"), Outcome.Malformed()),
        new("a type that no one knows", Component("07 02 01 3e"), Outcome.Malformed()),
        new("a component inside that is cut off", Component("04 09 00 61 73 6d 0d 00 01 00 07"), Outcome.Malformed()),
        new("a module inside that is a component", Component("01 08 00 61 73 6d 0d 00 01 00"), Outcome.Malformed()),
        new("ten thousand sections of nothing", Component(Repeat("07 01 00 ", 10_000)), Outcome.Answer),
        new("a hundred thousand types", $"(component {Repeat("(type u8)", 100_000)})", Outcome.Answer),
    ];

    private static string Repeat(string text, int times) => new StringBuilder(text.Length * times).Insert(0, text, times).ToString();

    private static string Nested(string open, string inner, int depth) => Repeat(open, depth) + inner + Repeat(")", depth);

    private static string Chain(string type, int length) => $"(component {Definitions(type, "u64", length)})";

    private static string Definitions(string type, string inner, int length)
    {
        var text = new StringBuilder().AppendLine(null, $"(type {type.Replace("{0}", inner, StringComparison.Ordinal)})");
        for (var i = 1; i < length; i++)
        {
            text.AppendLine(null, $"(type {type.Replace("{0}", $"{i - 1}", StringComparison.Ordinal)})");
        }
        return text.ToString();
    }

    private static string Names(int count) => string.Join(' ', Enumerable.Range(0, count).Select(i => $"\"n{i}\""));

    private static byte[] Component(string sections) => Bytes("00 61 73 6d 0d 00 01 00 " + sections);

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
}
