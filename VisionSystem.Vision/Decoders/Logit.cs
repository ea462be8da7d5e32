namespace VisionSystem.Vision.Decoders;

/// <summary>Scores of graphs that end without the sigmoid.</summary>
internal static class Logit
{
    /// <summary>The logit of a probability, −∞ for 0 and ∞ for 1, so that scores can be compared before they are converted.</summary>
    public static float Of(float probability) => MathF.Log(probability / (1 - probability));

    public static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}

/// <summary>Which of a head's scores are logits.</summary>
internal readonly record struct LogitScores(bool Objectness, bool Classes)
{
    public bool Any => Objectness || Classes;

    /// <summary>An objectness, 0..1.</summary>
    public float OfObjectness(float value) => Objectness ? Logit.Sigmoid(value) : value;

    /// <summary>A class score, 0..1.</summary>
    public float OfClass(float value) => Classes ? Logit.Sigmoid(value) : value;
}
