namespace Dovetail.Fuzzing.Hostile;

/// <summary>
/// Values that are not of their type: passed to the host, passed to another component, and returned to the host. Each is written twice, flat and as it lies in
/// memory.
/// </summary>
internal static class ValueAttacks
{
    private static readonly Outcome StringOut = Outcome.Trap(TrapCode.StringOutOfBounds);
    private static readonly Outcome ListOut = Outcome.Trap(TrapCode.ListOutOfBounds);
    private static readonly Outcome Encoding = Outcome.Trap(TrapCode.InvalidStringEncoding);
    private static readonly Outcome Crooked = Outcome.Trap(TrapCode.UnalignedPointer);
    private static readonly Outcome Discriminant = Outcome.Trap(TrapCode.InvalidDiscriminant);
    private static readonly Outcome Character = Outcome.Trap(TrapCode.InvalidCharacter);

    // Name, type, flat values, bytes in memory at 512, what lies at 0, the encoding of strings, the end.
    private static readonly Value[] Values =
    [
        Text("beyond the end", 65530, 7, "", StringOut),
        Text("wraps around", 0xfffffff0, 0x20, "", StringOut),
        Text("of 4 GiB", 0, 0xffffffff, "", StringOut),
        Text("of 2^28 bytes", 0, 1 << 28, "", StringOut),
        Text("empty at the very end", 65536, 0, "", Outcome.Answer),
        Text("empty beyond the end", 65537, 0, "", StringOut),
        Text("with a byte that is never UTF-8", 0, 1, @"\ff", Encoding),
        Text("with an overlong NUL", 0, 2, @"\c0\80", Encoding),
        Text("with an overlong slash in three bytes", 0, 3, @"\e0\80\af", Encoding),
        Text("with a surrogate in UTF-8", 0, 3, @"\ed\a0\80", Encoding),
        Text("with a number above Unicode", 0, 4, @"\f4\90\80\80", Encoding),
        Text("cut off in a sequence", 0, 2, @"\e2\82\ac", Encoding),
        Text("with a lone continuation", 0, 1, @"\80", Encoding),
        Text("with a lone high surrogate", 0, 1, @"\00\d8", Encoding, "utf16"),
        Text("with a lone low surrogate", 0, 2, @"\41\00\00\dc", Encoding, "utf16"),
        Text("in UTF-16 at an odd address", 1, 1, "", Crooked, "utf16"),
        Text("in UTF-16 whose bytes overflow", 0, 0x80000001, "", StringOut, "utf16"),
        Text("tagged UTF-16 beyond the end", 65534, 0x80000002, "", StringOut, "latin1+utf16"),
        Text("tagged UTF-16 with a lone surrogate", 0, 0x80000001, @"\00\dc", Encoding, "latin1+utf16"),
        Text("latin1+utf16 at an odd address", 3, 2, "", Crooked, "latin1+utf16"),
        Text("tagged, of 2^31 - 1 units", 0, 0xffffffff, "", StringOut, "latin1+utf16"),
        List("whose bytes overflow 32 bits", "u32", 0, 0x40000001, ListOut),
        List("of 2^32 - 1 bytes", "u8", 0, 0xffffffff, ListOut),
        List("beyond the end", "u64", 65528, 2, ListOut),
        List("at a crooked address", "u64", 4, 1, Crooked),
        List("empty at a crooked address", "u64", 4, 0, Crooked),
        List("of characters that are surrogates", "char", 0, 1, Character, @"\00\d8\00\00"),
        List("of lists that lie beyond the end", "(list u8)", 0, 1, ListOut, @"\f0\ff\00\00\11\00\00\00"),
        List("of strings that lie beyond the end", "string", 0, 1, StringOut, @"\f0\ff\00\00\11\00\00\00"),
        List("of options without a case", "(option u8)", 0, 1, Discriminant, @"\02\00"),
        List("of booleans of all bits", "bool", 0, 4, Outcome.Answer, @"\02\80\ff\01"),
        new("a character that is a surrogate", "char", "(i32.const 0xd800)", null, "", "utf8", Character),
        new("a character above Unicode", "char", "(i32.const 0x110000)", null, "", "utf8", Character),
        new("a character of all bits", "char", "(i32.const -1)", null, "", "utf8", Character),
        new("a boolean of 2", "bool", "(i32.const 2)", null, "", "utf8", Outcome.Answer),
        new("a byte with bits above", "u8", "(i32.const 0x12345)", null, "", "utf8", Outcome.Answer),
        new("an enum without that case", "$e", "(i32.const 3)", null, "", "utf8", Discriminant),
        new("an enum of all bits", "$e", "(i32.const -1)", null, "", "utf8", Discriminant),
        new("flags with bits that have no name", "$f", "(i32.const -1)", null, "", "utf8", Outcome.Answer),
        new("an option without that case", "(option u32)", "(i32.const 2) (i32.const 0)", @"\02\00\00\00\00\00\00\00", "", "utf8", Discriminant),
        new("a result without that case", "(result u32 (error u64))", "(i32.const 256) (i64.const 0)", @"\ff\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00", "", "utf8",
            Discriminant),
        new("a variant of all bits", "$v", "(i32.const -1) (i64.const 0)", @"\ff\00\00\00\00\00\00\00\00\00\00\00\00\00\00\00", "", "utf8", Discriminant),
        new("a variant whose payload is no character", "$v", "(i32.const 1) (i64.const 0xdfff)", @"\01\00\00\00\00\00\00\00\ff\df\00\00\00\00\00\00", "", "utf8", Character),
    ];

    public static IReadOnlyList<Attack> All { get; } =
    [
        .. Values.Select(value => new Attack($"to the host: {value.Name}", ToHost(value), value.Expected)),
        .. Values.Select(value => new Attack($"to a component: {value.Name}", ToComponent(value), value.Expected)),
        .. Values.Select(value => new Attack($"returned to the host: {value.Name}", Returned(value), value.Expected)),
        new("a result area beyond the end", ResultArea(65532), Outcome.Trap(TrapCode.MemoryOutOfBounds)),
        new("a result area that is not aligned", ResultArea(1022), Crooked),
        new("a result area that wraps around", ResultArea(0xfffffffc), Outcome.Trap(TrapCode.MemoryOutOfBounds)),
        new("parameters beyond the end", Parameters(65536 - 64), Outcome.Trap(TrapCode.MemoryOutOfBounds)),
        new("parameters that are not aligned", Parameters(1022), Crooked),
        new("a returned address beyond the end", ReturnedArea(65536), Outcome.Trap(TrapCode.MemoryOutOfBounds)),
        new("a returned address that is not aligned", ReturnedArea(1022), Crooked),
        new("the same megabyte ten thousand times", Amplified("(import \"host\" (instance $host (export \"take\" (func (param \"v\" (list (list u8)))))))", "$host"),
            Outcome.Trap(TrapCode.LimitReached)),
        new("the same megabyte ten thousand times, to a component", Amplified($"{Taker("(list (list u8))")} (instance $taker (instantiate $taker))", "$taker"),
            Outcome.Trap(TrapCode.ListOutOfBounds, TrapCode.ReallocOutOfBounds, TrapCode.DeadlineExceeded)),
    ];

    // What an export mentions must be exported itself, and every definition by an instance of its own.
    private const string Types = """
        (type $e' (enum "a" "b" "c")) (export $e "e" (type $e'))
        (type $f' (flags "a" "b" "c")) (export $f "f" (type $f'))
        (type $v' (variant (case "a" u64) (case "b" char))) (export $v "v" (type $v'))
        """;

    // The same types where an import wants them.
    private const string ImportedTypes = """
        (type $e' (enum "a" "b" "c")) (export "e" (type $e (eq $e')))
        (type $f' (flags "a" "b" "c")) (export "f" (type $f (eq $f')))
        (type $v' (variant (case "a" u64) (case "b" char))) (export "v" (type $v (eq $v')))
        """;

    private static Value Text(string name, uint address, uint length, string data, Outcome expected, string encoding = "utf8") =>
        Pair($"a string {name}", "string", address, length, data, encoding, expected);

    private static Value List(string name, string element, uint address, uint length, Outcome expected, string data = "") =>
        Pair($"a list of {element} {name}", $"(list {element})", address, length, data, "utf8", expected);

    private static Value Pair(string name, string type, uint address, uint length, string data, string encoding, Outcome expected) =>
        new(name, type, $"(i32.const 0x{address:x}) (i32.const 0x{length:x})", Word(address) + Word(length), data, encoding, expected);

    private static string Word(uint value) =>
        $@"\{value & 0xff:x2}\{value >> 8 & 0xff:x2}\{value >> 16 & 0xff:x2}\{value >> 24:x2}";

    private static string ToHost(Value value) => $"""
        (component
          (import "host" (instance $host {ImportedTypes} (export "take" (func (param "v" {value.Type})))))
          {Caller(value, "$host")})
        """;

    private static string ToComponent(Value value) => $"""
        (component {Taker(value.Type)} (instance $taker (instantiate $taker)) {Caller(value, "$taker")})
        """;

    private static string Taker(string type) => $$"""
        (component $taker {{Types}}
          (core module $m (memory (export "memory") 1) (global $next (mut i32) (i32.const 0))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
              (global.get $next) (global.set $next (i32.add (global.get $next) (local.get 3))))
            (func (export "one") (param i32)) (func (export "pair") (param i32 i32)) (func (export "pair64") (param i32 i64)))
          (core instance $i (instantiate $m))
          (func (export "take") (param "v" {{type}})
            (canon lift (core func $i "{{Shape(type)}}") (memory $i "memory") (realloc (func $i "realloc")))))
        """;

    private static string Shape(string type) => type switch
    {
        "char" or "bool" or "u8" or "$e" or "$f" => "one",
        "$v" or "(result u32 (error u64))" => "pair64",
        _ => "pair",
    };

    private static string Caller(Value value, string callee) => $"""
        (core module $libc (memory (export "memory") 1) (data (i32.const 0) "{value.Data}"))
        (core instance $libc (instantiate $libc))
        (core func $take (canon lower (func {callee} "take") (memory $libc "memory") string-encoding={value.Encoding}))
        (core module $m (import "" "take" (func $take (param {Core(value.Type)})))
          (func (export "attack") (call $take {value.Flat})))
        (core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
        (func (export "attack") (canon lift (core func $i "attack")))
        """;

    private static string Core(string type) => Shape(type) switch { "one" => "i32", "pair" => "i32 i32", _ => "i32 i64" };

    private static string Returned(Value value) => $"""
        (component {Types}
          (core module $m (memory (export "memory") 1) (data (i32.const 0) "{value.Data}") (data (i32.const 512) "{value.Stored}")
            (func (export "attack") (result i32) {(value.Stored is null ? value.Flat : "(i32.const 512)")}))
          (core instance $i (instantiate $m))
          (func (export "attack") (result {value.Type})
            (canon lift (core func $i "attack") (memory $i "memory") string-encoding={value.Encoding})))
        """;

    private static string ResultArea(uint address) => $"""
        (component
          (import "host" (instance $host (export "say" (func (result string)))))
          (core module $libc (memory (export "memory") 1) (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 64)))
          (core instance $libc (instantiate $libc))
          (core func $say (canon lower (func $host "say") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core module $m (import "" "say" (func $say (param i32))) (func (export "attack") (call $say (i32.const 0x{address:x}))))
          (core instance $i (instantiate $m (with "" (instance (export "say" (func $say))))))
          (func (export "attack") (canon lift (core func $i "attack"))))
        """;

    private static string Parameters(uint address) => $"""
        (component
          (import "host" (instance $host (export "take" (func {string.Concat(Enumerable.Range(0, 17).Select(i => $"(param \"p{i}\" u32)"))}))))
          (core module $libc (memory (export "memory") 1))
          (core instance $libc (instantiate $libc))
          (core func $take (canon lower (func $host "take") (memory $libc "memory")))
          (core module $m (import "" "take" (func $take (param i32))) (func (export "attack") (call $take (i32.const {address}))))
          (core instance $i (instantiate $m (with "" (instance (export "take" (func $take))))))
          (func (export "attack") (canon lift (core func $i "attack"))))
        """;

    private static string ReturnedArea(uint address) => $"""
        (component
          (core module $m (memory (export "memory") 1) (func (export "attack") (result i32) (i32.const {address})))
          (core instance $i (instantiate $m))
          (func (export "attack") (result (tuple u32 u32)) (canon lift (core func $i "attack") (memory $i "memory"))))
        """;

    private static string Amplified(string callee, string name) => $"""
        (component {callee}
          (core module $libc (memory (export "memory") 20))
          (core instance $libc (instantiate $libc))
          (core func $take (canon lower (func {name} "take") (memory $libc "memory")))
          (core module $m (import "" "take" (func $take (param i32 i32))) (import "libc" "memory" (memory 20))
            (func (export "attack") (local $i i32)
              (loop $more
                (i32.store (i32.add (i32.const 1048576) (i32.mul (local.get $i) (i32.const 8))) (i32.const 0))
                (i32.store (i32.add (i32.const 1048580) (i32.mul (local.get $i) (i32.const 8))) (i32.const 1048576))
                (br_if $more (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 10000))))
              (call $take (i32.const 1048576) (i32.const 10000))))
          (core instance $i (instantiate $m (with "" (instance (export "take" (func $take)))) (with "libc" (instance $libc))))
          (func (export "attack") (canon lift (core func $i "attack"))))
        """;

    private sealed record Value(string Name, string Type, string Flat, string? Stored, string Data, string Encoding, Outcome Expected);
}
