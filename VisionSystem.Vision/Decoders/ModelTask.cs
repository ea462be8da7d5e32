namespace VisionSystem.Vision.Decoders;

/// <summary>The task of a model.</summary>
internal enum ModelTask
{
    Detect,
    Segment,
    Pose,
    Obb,
    Classify,
}

/// <summary>The names of the tasks in metadata and on the wire.</summary>
internal static class ModelTasks
{
    /// <summary>All task names, for messages.</summary>
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

    /// <summary>True if a model of this task can serve the requested one: every model except a classifier returns boxes.</summary>
    public static bool Serves(this ModelTask task, ModelTask asked) =>
        task == asked || (asked == ModelTask.Detect && task != ModelTask.Classify);
}
