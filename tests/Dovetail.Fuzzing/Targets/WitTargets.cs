using System.Text;
using Dovetail.Fuzzing.Mutations;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Decoding;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wasm.Interfaces;
using Dovetail.Wit.Printing;
using Dovetail.Wit.Resolution;
using Dovetail.Wit.Text;

namespace Dovetail.Fuzzing.Targets;

/// <summary>
/// WIT: what resolves prints as text that resolves and prints the same; what doesn't has a place for each error, and the fixes that are
/// offered can be applied.
/// </summary>
internal static class WitTargets
{
    private static readonly WitOptions Options = new() { AllFeatures = true };

    public static IReadOnlyList<Target> All { get; } =
    [
        new("wit", Texts, (input, _) => Give(input)) { Mutate = WordMutations.Mutate },
        new("wit-binary", Corpus.Components, (input, _) => GiveBinary(input)),
    ];

    private static IReadOnlyList<byte[]> Texts() =>
    [
        Encoding.UTF8.GetBytes(Sample),
        .. Corpus.Files("suites/wit-parser", "*.wit").Where(file => file.Length < 20_000),
        .. Corpus.Files("wit", "*.wit").Where(file => file.Length < 20_000),
    ];

    private static Answer Give(byte[] input)
    {
        var groups = new[] { new WitSourceGroup([new SourceText(Encoding.UTF8.GetString(input), "input.wit")]) };
        try
        {
            Repeat(WitResolution.Resolve(groups, Options));
            return Answer.Value;
        }
        catch (WitException error)
        {
            CheckPlaces(error);
            if (error.Message.Length == 0) throw new InvalidOperationException("an error without a message");
        }
        if (WitFixes.Apply(groups, Options) is { Remaining: null, Groups: var repaired }) Repeat(WitResolution.Resolve(repaired, Options));
        return Answer.Error;
    }

    // What a component says in WIT is WIT, and what that is as binaries says the same.
    private static Answer GiveBinary(byte[] input)
    {
        var decoded = InterfaceDecoder.Decode(ComponentValidator.Validate(ComponentDecoder.Decode(input), gates: ComponentFeatures.All));
        Repeat(decoded);
        foreach (var package in decoded.Packages)
        {
            ComponentValidator.Validate(InterfaceEncoder.Encode(package), gates: ComponentFeatures.All);
        }
        return Answer.Value;
    }

    private static void Repeat(WitResolution resolution)
    {
        var printed = WitPrinter.Print(resolution);
        var again = WitResolution.Resolve([new WitSourceGroup([new SourceText(printed, "printed.wit")])], Options);
        if (WitPrinter.Print(again) != printed) throw new InvalidOperationException($"printed twice, it differs: {printed}");
    }

    private static void CheckPlaces(WitException error)
    {
        foreach (var diagnostic in error.Diagnostics)
        {
            if (diagnostic.Span.Start < 0 || diagnostic.Span.End > diagnostic.Source.Content.Length + 2)
                throw new InvalidOperationException($"a place outside of the text: {diagnostic}");
        }
    }

    private const string Sample = """
        /// Docs.
        package a:b@1.2.3;
        use c:d/e@0.1.0 as f;
        @since(version = 1.0.0)
        interface i {
          use f.{t, r as s};
          record rec { a: list<u8, 4>, b: map<string, option<t>>, }
          variant v { x, y(tuple<u8, result<_, string>>) } flags fl { p, q } enum %enum { one }
          resource res { constructor(x: borrow<s>) -> result<res>; m: async func() -> stream<u8>; n: static func(a: own<res>) -> future; }
          @unstable(feature = z) @external-id("x\u{1f600}\n") g: func(e: error-context) -> v;
        }
        world w { import i; import k: i; export run: func(); include x with { p as o } export j: interface { use i.{rec}; h: func() -> rec; } }
        world x { import p: func(); export i; type ty = u64; import q: func(a: ty) -> float32 }
        package c:d@0.1.0 { interface e { type t = u32; resource r; } }
        """;
}
