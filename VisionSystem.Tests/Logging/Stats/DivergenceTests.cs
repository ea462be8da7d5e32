using VisionSystem.Logging.Stats;

namespace VisionSystem.Tests.Logging.Stats;

public sealed class DivergenceTests
{
    private static readonly long[] Even = [500_000, 500_000];
    private static readonly long[] Tilted = [800_000, 200_000];

    [Fact]
    public void Psi_and_jensen_shannon_are_those_of_their_definitions()
    {
        Assert.Equal((0.3 * Math.Log(1.6)) + (-0.3 * Math.Log(0.4)), Divergence.Psi(Even, Tilted), 4);
        Assert.Equal(0.0731, Divergence.JensenShannon(Even, Tilted), 4);
        Assert.Equal(Divergence.JensenShannon(Tilted, Even), Divergence.JensenShannon(Even, Tilted), 12);
        Assert.Equal(1, Divergence.JensenShannon([7, 0], [0, 3]), 12);
        Assert.Equal(0, Divergence.JensenShannon([7, 3], [70, 30]), 12);
        Assert.True(double.IsFinite(Divergence.Psi([7, 0], [0, 3])));
    }

    [Theory]
    [InlineData(500, 500, 520, 480, "stable")]
    [InlineData(500, 500, 700, 300, "moderate")]
    [InlineData(500, 500, 800, 200, "shifted")]
    [InlineData(2, 2, 3, 1, "stable")]
    [InlineData(0, 1, 1, 0, "stable")]
    public void A_verdict_needs_a_large_and_significant_difference(long then1, long then2, long now1, long now2, string verdict)
    {
        long[] reference = [then1, then2], window = [now1, now2];

        Assert.Equal(verdict, Divergence.Verdict(Divergence.Psi(reference, window), reference, window));
    }
}
