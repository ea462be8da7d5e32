namespace VisionSystem.Vision.Decoders;

/// <summary>What a model does with an image.</summary>
internal enum ModelTask
{
    Detect,
    Segment,
    Pose,
    Obb,
    Classify,
}

/// <summary>The names of the tasks, as metadata and wire spell them.</summary>
internal static class ModelTasks
{
    /// <summary>All of them, for messages.</summary>
    public const string Known = "detect, segment, pose, obb, classify";

    public static string Name(this ModelTask task) => task switch
    {
        ModelTask.Segment => "segment",
        ModelTask.Pose => "pose",
        ModelTask.Obb => "obb",
        ModelTask.Classify => "classify",
        _ => "detect",
    };

    public static ModelTask? Parse(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        "detect" => ModelTask.Detect,
        "segment" => ModelTask.Segment,
        "pose" => ModelTask.Pose,
        "obb" => ModelTask.Obb,
        "classify" => ModelTask.Classify,
        _ => null,
    };

    /// <summary>Whether a model of this task answers that one too: all but classifiers give boxes.</summary>
    public static bool Serves(this ModelTask task, ModelTask asked) =>
        task == asked || (asked == ModelTask.Detect && task != ModelTask.Classify);
}
