using Dovetail.Wasm.Components;
using Dovetail.Wasm.Components.Validation;

namespace Dovetail.Tests.Wasm.Components.Printing;

/// <summary>Every component of the shared test data is the same after text and binary, and its text is a fixpoint.</summary>
public class ComponentPrintingSuite
{
    [SharedFact]
    public void Every_component_of_the_suites_and_guests_comes_back_from_text_and_binary()
    {
        var count = 0;
        var (problems, invalid) = (new List<string>(), new List<string>());
        foreach (var path in SuiteSources.Files(".wast", ".wat", ".wasm"))
        {
            foreach (var (place, component) in SuiteSources.Components(path))
            {
                count++;
                try
                {
                    if (ComponentRoundTrip.Check(component) is { } difference)
                    {
                        problems.Add($"{place}: {difference}");
                    }
                }
                catch (DovetailException error) when (!IsValid(component))
                {
                    // What is not valid need not have a text: types of modules inside types of modules have none.
                    invalid.Add($"{place}: {error.Message}");
                }
                catch (Exception error)
                {
                    problems.Add($"{place}: {error.Message}");
                }
            }
        }
        Assert.True(problems.Count == 0, $"{problems.Count} of {count} components:\n{string.Join('\n', problems.Take(60))}");
        Assert.True(count > 1000, $"only {count} components");
        Assert.True(invalid.Count < 5, string.Join('\n', invalid));
    }

    private static bool IsValid(ComponentDefinition component)
    {
        try
        {
            ComponentValidator.Validate(component);
            return true;
        }
        catch (DovetailException)
        {
            return false;
        }
    }
}
