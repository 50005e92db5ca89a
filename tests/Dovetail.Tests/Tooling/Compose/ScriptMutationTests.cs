using Dovetail.Tooling.Compose;
using Dovetail.Tooling.Compose.Scripts;
using Dovetail.Wasm;
using Dovetail.Wasm.Components.Validation;
using Dovetail.Wit.Text;
using static Dovetail.Tests.Tooling.Compose.Numbers;

namespace Dovetail.Tests.Tooling.Compose;

/// <summary>Scripts with tokens taken out, doubled, moved and put in: each is composed to something valid, or refused with an error.</summary>
public sealed class ScriptMutationTests : IDisposable
{
    private const string Script = """
        package a:b ;
        record pair { a : option < u8 > , b : tuple < string , char > }
        variant either { left ( u8 ) , right ( list < pair > ) , none }
        enum e { p , q }
        flags f { u , v }
        type alias = e ;
        type call = func ( x : pair , y : alias ) -> f ;
        interface shared { record point { x : u32 , y : either } resource r { constructor ( p : point ) ; m : func ( ) -> r ; s : static func ( o : borrow < r > ) ; }
          type make = func ( p : point ) -> result < r , string > ; go : make ; }
        world whole { use shared . { point } ; import shared ; import t:n/b@1.0.0 ; export run : call ; export i : interface { g : call ; } ; }
        import log as "the-log" : func ( text : string ) ;
        import s : shared ;
        import c : call ;
        let source = new t:source { } ;
        let one = new t:digit { ...source , ... } ;
        let two = new t:digit { b : one . b } ;
        let three = ( new t:digit { "t:n/b@1.0.0" : two [ "t:n/b@1.0.0" ] } ) ;
        export three . b as last ;
        export two . b as other ;
        export source ... ;
        export c ;
        export alias as renamed ;
        """;

    private readonly string _folder = Directory.CreateTempSubdirectory("dovetail-wac").FullName;

    public ScriptMutationTests()
    {
        Directory.CreateDirectory(Path.Combine(_folder, "t"));
        Directory.CreateDirectory(Path.Combine(_folder, "t/n"));
        File.WriteAllBytes(Path.Combine(_folder, "t/source.wasm"), WasmOutput.Encode(Source("source", "t:n/b@1.0.0", 7).Definition!));
        File.WriteAllBytes(Path.Combine(_folder, "t/digit.wasm"), WasmOutput.Encode(Digit("digit", "t:n/b@1.0.0", "t:n/b@1.0.0", 1).Definition!));
        File.WriteAllText(Path.Combine(_folder, "t/n/n.wit"), "package t:n@1.0.0; interface b { get: func() -> u32; }");
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Every_mutant_is_composed_or_refused()
    {
        string[] tokens = [.. Script.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)];
        var random = new Random(20_26);
        var composed = 0;
        for (var i = 0; i < 1500; i++)
        {
            var mutant = tokens.ToList();
            for (var edits = random.Next(4); edits > 0; edits--)
            {
                var at = random.Next(mutant.Count);
                switch (random.Next(4))
                {
                    case 0: mutant.RemoveAt(at); break;
                    case 1: mutant.Insert(at, tokens[random.Next(tokens.Length)]); break;
                    case 2: mutant[at] = tokens[random.Next(tokens.Length)]; break;
                    default: mutant.RemoveRange(at, Math.Min(random.Next(12), mutant.Count - at)); break;
                }
            }
            composed += Compose(string.Join(' ', mutant)) ? 1 : 0;
        }
        Assert.InRange(composed, 300, 1200);
    }

    private bool Compose(string script)
    {
        try
        {
            var component = ScriptComposer.Compose(new SourceText(script, "mutant.wac"), new ScriptPackages(_folder)).Component;
            ComponentValidator.Validate(WasmInput.ReadComponent(WasmOutput.Encode(component)), gates: ComponentFeatures.All);
            return true;
        }
        catch (WitException error)
        {
            Assert.NotEmpty(error.Diagnostics);
        }
        catch (CompositionException error)
        {
            Assert.NotEmpty(error.Message);
        }
        return false;
    }
}
