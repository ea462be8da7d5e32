using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Models;

/// <summary>Which of a head's channels, its box and objectness apart, are classes, and which belong to the task.</summary>
internal readonly record struct TaskSplit(ModelTask Task, int Classes, int Extras)
{
    /// <summary>By what metadata and files say, else by the values of the first run: class scores lie within 0..1.</summary>
    /// <param name="evidence">What is known.</param>
    /// <param name="prototypes">A segmentation model's, if there are any.</param>
    /// <param name="channels">How many there are to split.</param>
    /// <param name="leavesUnit">Whether a channel has values outside 0..1.</param>
    /// <returns>Null where they cannot be split so.</returns>
    public static TaskSplit? Of(HeadEvidence evidence, Prototypes? prototypes, int channels, Func<int, bool> leavesUnit)
    {
        var (task, extras) = evidence.Task switch
        {
            ModelTask.Detect => (ModelTask.Detect, 0),
            ModelTask.Obb => (ModelTask.Obb, 1),
            ModelTask.Segment => (ModelTask.Segment, prototypes?.Count ?? channels),
            ModelTask.Pose => (ModelTask.Pose, Keypoints(evidence, channels)),
            ModelTask.Classify => (ModelTask.Classify, channels),
            _ => Guess(evidence, prototypes, channels, leavesUnit),
        };
        return extras < channels && (task != ModelTask.Pose || extras % KeypointValues(evidence, extras) == 0)
            ? new TaskSplit(task, channels - extras, extras)
            : null;
    }

    /// <summary>Values a keypoint.</summary>
    public static int KeypointValues(HeadEvidence evidence, int extras) => evidence.Keypoints?.Values ?? (extras % 3 == 0 ? 3 : 2);

    private static int Keypoints(HeadEvidence evidence, int channels) =>
        evidence.Keypoints is { } shape ? shape.Count * shape.Values
        : evidence.NamedClasses is { } named && named < channels ? channels - named
        : channels - 1;

    private static (ModelTask, int) Guess(HeadEvidence evidence, Prototypes? prototypes, int channels, Func<int, bool> leavesUnit)
    {
        if (prototypes is not null && prototypes.Count < channels)
        {
            return (ModelTask.Segment, prototypes.Count);
        }

        if (evidence.NamedClasses == channels)
        {
            return (ModelTask.Detect, 0);
        }

        for (var channel = 0; channel < channels; channel++)
        {
            if (leavesUnit(channel))
            {
                var extras = channels - channel;
                return (extras == 1 ? ModelTask.Obb : ModelTask.Pose, extras);
            }
        }

        return (ModelTask.Detect, 0);
    }
}
