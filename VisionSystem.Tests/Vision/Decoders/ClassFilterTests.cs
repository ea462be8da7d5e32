using VisionSystem.Vision.Decoders;

namespace VisionSystem.Tests.Vision.Decoders;

public sealed class ClassFilterTests
{
    private static readonly string[] Labels = ["person", "Hand Bag", "bus"];

    [Theory]
    [InlineData(null, true, true, true)]
    [InlineData(" ", true, true, true)]
    [InlineData("bus", false, false, true)]
    [InlineData("hand bag, 0", true, true, false)]
    public void Takes_names_and_ids(string? classes, bool first, bool second, bool third)
    {
        var filter = ClassFilter.Parse(classes, Labels, out var unknown);
        Assert.Empty(unknown);
        Assert.Equal([first, second, third], [filter.Includes(0), filter.Includes(1), filter.Includes(2)]);
    }

    [Fact]
    public void Names_every_class_that_the_model_does_not_have()
    {
        ClassFilter.Parse("bus,unicorn,3,-1", Labels, out var unknown);
        Assert.Equal(["unicorn", "3", "-1"], unknown);
    }
}
