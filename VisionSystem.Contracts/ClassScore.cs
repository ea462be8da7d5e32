namespace VisionSystem.Contracts;

/// <summary>How sure a classifier is that the image shows a class.</summary>
/// <param name="Class">The class name, as the model's labels spell it.</param>
/// <param name="ClassId">The index of the class in the model's labels, from 0.</param>
/// <param name="Confidence">The probability, 0..1.</param>
public sealed record ClassScore(string Class, int ClassId, float Confidence);
