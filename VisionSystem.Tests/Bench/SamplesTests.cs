using VisionSystem.Bench.Reporting;

namespace VisionSystem.Tests.Bench;

public sealed class SamplesTests
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(25, 2)]
    [InlineData(50, 3)]
    [InlineData(90, 4.6)]
    [InlineData(100, 5)]
    public void Percentiles_lie_between_the_nearest_ranks(double percent, double expected) =>
        Assert.Equal(expected, new Samples([5, 1, 4, 2, 3]).Percentile(percent), 9);

    [Fact]
    public void Ratios_are_taken_round_by_round()
    {
        // The machine was twice as slow in the second round, for both samples.
        var ratio = new Samples([10, 20]).RatioTo(new Samples([5, 10]));

        Assert.Equal([2, 2], ratio.Values);
    }

    [Fact]
    public void Refuses_to_compare_different_numbers_of_rounds() =>
        Assert.Throws<ArgumentException>(() => new Samples([1, 2]).RatioTo(new Samples([1])));

    [Fact]
    public void Refuses_an_empty_sample() => Assert.Throws<ArgumentException>(() => new Samples([]));
}
