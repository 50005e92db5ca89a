namespace Dovetail.Tests.Wasm.Modules.Printing;

/// <summary>Every module of the shared test data is the same after text and binary, and its text is a fixpoint.</summary>
public class ModulePrintingSuite
{
    [SharedFact]
    public void Every_module_of_the_suites_and_guests_comes_back_from_text_and_binary()
    {
        var count = 0;
        var problems = new List<string>();
        foreach (var path in SuiteSources.Files(".wast", ".wat", ".wasm"))
        {
            foreach (var (place, module) in SuiteSources.Modules(path))
            {
                count++;
                try
                {
                    if (ModuleRoundTrip.Check(module) is { } difference)
                    {
                        problems.Add($"{place}: {difference}");
                    }
                }
                catch (Exception error)
                {
                    problems.Add($"{place}: {error.Message}");
                }
            }
        }
        Assert.True(problems.Count == 0, $"{problems.Count} of {count} modules:\n{string.Join('\n', problems.Take(30))}");
        Assert.True(count > 4000, $"only {count} modules");
    }
}
