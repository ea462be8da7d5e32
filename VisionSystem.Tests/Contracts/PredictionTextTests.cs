using VisionSystem.Contracts;
using VisionSystem.Logging.Ingest;
using VisionSystem.Tests.Logging;

namespace VisionSystem.Tests.Contracts;

/// <summary>Tests the text rule that inference-service applies to responses and logging-service to deliveries.</summary>
public sealed class PredictionTextTests
{
    private static readonly string[] Taken = ["x", " ", "grün", "\U0001F600", new('x', 255)];
    private static readonly string[] Refused = ["", "a\0b", new('x', 256), "half \uD83D", "\uDE00 half"];

    private static Prediction Sound { get; } = Samples.Of(Samples.Image(1));

    [Fact]
    public void Both_sides_have_one_rule_for_classes_models_versions_and_sources()
    {
        Assert.All(Taken, name => Assert.True(PredictionText.IsName(name), name));
        Assert.All(Taken.SelectMany(Named), prediction => Assert.False(BatchRules.Check([prediction]).Any));
        Assert.All(Refused, name => Assert.False(PredictionText.IsName(name), name));
        Assert.All(Refused.SelectMany(Named), prediction => Assert.True(BatchRules.Check([prediction]).Any));
    }

    [Fact]
    public void Both_sides_have_one_rule_for_values_of_metadata()
    {
        string[] refused = ["a\0b", "half \uD83D", new('x', 256)];
        Assert.All(refused, value => Assert.False(PredictionMetadata.IsValue(value)));
        Assert.All(refused, value => Assert.True(BatchRules.Check([Sound with { Metadata = new Dictionary<string, string> { ["camera"] = value } }]).Any));
        Assert.True(PredictionMetadata.IsValue(""));
    }

    [Fact]
    public void Truncation_never_splits_a_surrogate_pair()
    {
        var name = new string('x', 254) + "\U0001F600";
        Assert.Equal(new string('x', 254), PredictionText.Cut(name));
        Assert.Equal("abc", PredictionText.Cut("abc"));
    }

    private static Prediction[] Named(string name) =>
    [
        Sound with { Detections = [Sound.Detections[0] with { Class = name }] },
        Sound with { Classifications = [new ClassScore(name, 0, 0.5f)] },
        Sound with { Model = Sound.Model with { Name = name } },
        Sound with { Model = Sound.Model with { Version = name } },
        Sound with { Source = name },
    ];
}
