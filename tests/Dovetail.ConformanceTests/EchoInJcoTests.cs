using System.Globalization;
using Dovetail.Fuzzing;
using Dovetail.Fuzzing.Specification;
using Dovetail.Fuzzing.Worlds;
using Dovetail.Wit.Abi;
using Dovetail.Wit.Resolution;

namespace Dovetail.ConformanceTests;

/// <summary>Components of random worlds give back what they take in jco on Node too.</summary>
public class EchoInJcoTests
{
    private const ulong Seed = 20261125;
    private const int Worlds = 200;

    [JcoFact]
    public void Two_hundred_random_worlds_echo_their_arguments_in_jco()
    {
        var folder = Directory.CreateTempSubdirectory("dovetail");
        try
        {
            var made = 0;
            for (var i = 0; made < Worlds; i++)
            {
                var choices = new Choices(SeededRandom.SeedOf(Seed, i));
                var world = EchoWorld.Of(choices, hasMaps: false).World("leaf");
                var functions = world.Exports.OfType<WorldInterface>().Single().Interface.Functions;
                if (functions.All(function => function.Type.Parameters.All(parameter => JavaScriptText.Has(parameter.Type))))
                {
                    var file = Path.Combine(folder.FullName, $"w{made++}");
                    File.WriteAllBytes(file + ".wasm", EchoRun.Component(world, choices.Pick(StringEncoding.Utf8, StringEncoding.Utf16)));
                    File.WriteAllText(file + ".mjs", $"export default [\n{string.Join(",\n", functions.SelectMany(function => Calls(function, choices)))}\n];\n");
                }
            }
            var lines = Jco.Run("echo", folder.FullName);
            Assert.Empty(lines[..^1]);
            Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"{Worlds} components"), lines[^1]);
        }
        finally
        {
            folder.Delete(true);
        }
    }

    private static IEnumerable<string> Calls(WitFunction function, Choices choices)
    {
        var values = new ValueMaker(choices);
        for (var i = 0; i < 3; i++)
        {
            var arguments = function.Type.Parameters.Select(parameter => JavaScriptText.Of(parameter.Type, values.Value(parameter.Type)));
            yield return $"  ['{function.Name}', [{string.Join(", ", arguments)}]]";
        }
    }
}
