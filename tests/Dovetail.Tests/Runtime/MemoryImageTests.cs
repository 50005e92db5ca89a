using Dovetail.Runtime;

namespace Dovetail.Tests.Runtime;

/// <summary>Which images are mapped as a whole, holes and all.</summary>
public sealed class MemoryImageTests
{
    private const int PartBytes = 4096;

    // A hundred parts, each of which has so many bytes to the next.
    private static MemoryImage Image(int distance) =>
        new([.. Enumerable.Range(0, 100).Select(i => new ImagePart((long)i * distance, new byte[PartBytes]))], mayMap: true);

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void An_image_with_holes_has_an_area(int spread) => Assert.InRange(Image(spread * PartBytes).Area!.Length, 99 * spread * PartBytes, 100 * spread * PartBytes);

    [Fact]
    public void An_image_that_is_mostly_holes_has_none() => Assert.Null(Image(5 * PartBytes).Area);
}
