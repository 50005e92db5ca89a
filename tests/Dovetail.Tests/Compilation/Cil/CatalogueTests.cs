using System.Reflection;
using Dovetail.Compilation.Cil;

namespace Dovetail.Tests.Compilation.Cil;

public sealed class CatalogueTests
{
    /// <summary>Entries are looked up when they are first used: one that is misspelt would be found out by a guest.</summary>
    [Fact]
    public void Every_entry_stands_for_a_member()
    {
        var entries = typeof(Catalogue).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Where(property => property.PropertyType == typeof(CatalogueMethod) || property.PropertyType == typeof(CatalogueField))
            .Select(property => property.GetValue(null)).ToArray();

        Assert.True(entries.Length > 150, $"found {entries.Length}");
        Assert.All(entries.OfType<CatalogueField>(), field => Assert.NotNull(field.Type));
        Assert.All(entries.OfType<CatalogueMethod>(), method => Assert.False(method.Parameters.IsDefault));
    }
}
