namespace VisionSystem.Contracts;

/// <summary>Which model made a prediction.</summary>
/// <param name="Name">The model's name in the repository, for example <c>yolov8n</c>.</param>
/// <param name="Version">
/// Which file: its version folder, else its metadata's version, then <c>+</c> and the first 8 hex digits of its files'
/// SHA-256 (<c>1.0.0+0a1b2c3d</c>); the first 12 digits alone where no version is stated.
/// </param>
/// <param name="Task"><c>detect</c>, <c>segment</c>, <c>pose</c>, <c>obb</c> or <c>classify</c>.</param>
public sealed record ModelReference(string Name, string Version, string Task)
{
    /// <summary>The task whose predictions have classifications in place of detections.</summary>
    public const string Classify = "classify";
}
