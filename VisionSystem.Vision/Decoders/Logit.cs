namespace VisionSystem.Vision.Decoders;

/// <summary>Conversions between probabilities and logits, for graphs that end without the sigmoid.</summary>
internal static class Logit
{
    /// <summary>Returns the logit of a probability, −∞ for 0 and ∞ for 1, so that scores can be compared before their conversion.</summary>
    public static float FromProbability(float probability) => MathF.Log(probability / (1 - probability));

    public static float Sigmoid(float logit) => 1 / (1 + MathF.Exp(-logit));
}

/// <summary>The scores of a head that are logits.</summary>
internal readonly record struct LogitScores(bool Objectness, bool Classes)
{
    public bool Any => Objectness || Classes;

    /// <summary>Converts an objectness to 0..1.</summary>
    public float ToObjectness(float value) => Objectness ? Logit.Sigmoid(value) : value;

    /// <summary>Converts a class score to 0..1.</summary>
    public float ToClassScore(float value) => Classes ? Logit.Sigmoid(value) : value;
}
