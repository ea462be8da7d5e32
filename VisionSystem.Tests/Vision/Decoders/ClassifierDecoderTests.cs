using VisionSystem.Vision.Decoders;

namespace VisionSystem.Tests.Vision.Decoders;

public sealed class ClassifierDecoderTests
{
    [Fact]
    public void Takes_probabilities_as_they_are() =>
        Assert.Equal([(2, 0.7f), (0, 0.2f)], Decode([0.2f, 0.1f, 0.7f], most: 2));

    [Theory]
    [InlineData(1f, 3f)]
    [InlineData(-1000f, 1000f)]
    public void Makes_probabilities_of_logits(float low, float high)
    {
        var found = Decode([low, high, low], most: 3);
        Assert.Equal(1, found[0].ClassId);
        Assert.Equal(1f, found.Sum(best => best.Score), 4);
        Assert.True(found[0].Score / MathF.Exp(high - low) <= found[1].Score * 1.001f);
    }

    [Fact]
    public void Logits_that_are_not_numbers_give_no_result() => Assert.Empty(Decode([float.NaN, 1, 2], most: 3));

    private static (int ClassId, float Score)[] Decode(float[] output, int most)
    {
        var scratch = new DecodeScratch();
        new ClassifierDecoder(output.Length, 224, 224).Decode(output, new DetectionParameters(0, 1, most, ClassFilter.All), scratch);
        return [.. scratch.Candidates.Items.ToArray().Select(candidate => (candidate.ClassId, candidate.Score))];
    }
}
