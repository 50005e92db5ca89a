namespace Dovetail.Tests.Cli;

[Collection("console")]
public sealed class ValidateVerbTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dovetail");

    public void Dispose() => _folder.Delete(true);

    private string Write(string name, string text)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    [Fact]
    public void A_gated_feature_is_refused_by_name_unless_it_is_on()
    {
        var file = Write("a.wat", "(component (type (list u8 4)))");
        var (code, _, errors) = CommandLine.Run("validate", file);
        Assert.Equal(1, code);
        Assert.Contains("fixed-length-lists", errors, StringComparison.Ordinal);
        Assert.Equal((0, "", ""), CommandLine.Run("validate", "--features", "fixed-length-lists", file));
        Assert.Equal((0, "", ""), CommandLine.Run("validate", "--features", "all", file));
    }

    [Fact]
    public void Each_file_that_is_wrong_is_an_error_with_its_name()
    {
        var (good, bad) = (Write("good.wat", "(module)"), Write("bad.wat", "(module (func (result i32)))"));
        var (code, output, errors) = CommandLine.Run("validate", bad, good, bad);
        Assert.Equal((1, ""), (code, output));
        Assert.Equal(2, errors.Split($"error: {bad}: ").Length - 1);
        Assert.Equal((0, "", ""), CommandLine.Run("validate", good, good));
    }

    [Fact]
    public void An_unknown_feature_is_wrong_use() =>
        Assert.Equal(2, CommandLine.Run("validate", "--features", "nonsense", Write("a.wat", "(module)")).Code);
}
