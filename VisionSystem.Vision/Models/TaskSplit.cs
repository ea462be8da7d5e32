using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Decoders.Segmentation;

namespace VisionSystem.Vision.Models;

/// <summary>The division of a head's channels, without box and objectness, into classes and the task's additional values.</summary>
internal readonly record struct TaskSplit(ModelTask Task, int Classes, int Extras)
{
    /// <summary>Divides the channels by metadata and files, otherwise by the values of the first run: class scores lie within 0..1.</summary>
    /// <param name="evidence">The evidence about the model.</param>
    /// <param name="prototypes">A segmentation model's prototypes, or null.</param>
    /// <param name="channels">The number of channels to divide.</param>
    /// <param name="exceedsUnitInterval">Returns true if a channel has values outside 0..1.</param>
    /// <returns>Null where the channels cannot be divided this way.</returns>
    public static TaskSplit? Determine(HeadEvidence evidence, Prototypes? prototypes, int channels, Func<int, bool> exceedsUnitInterval)
    {
        var (task, extras) = evidence.Task switch
        {
            ModelTask.Detect => (ModelTask.Detect, 0),
            ModelTask.Obb => (ModelTask.Obb, 1),
            ModelTask.Segment => (ModelTask.Segment, prototypes?.Count ?? channels),
            ModelTask.Pose => (ModelTask.Pose, Keypoints(evidence, channels)),
            ModelTask.Classify => (ModelTask.Classify, channels),
            _ => Infer(evidence, prototypes, channels, exceedsUnitInterval),
        };
        return extras < channels && (task != ModelTask.Pose || extras % KeypointValues(evidence, extras) == 0)
            ? new TaskSplit(task, channels - extras, extras)
            : null;
    }

    /// <summary>Returns the number of values per keypoint.</summary>
    public static int KeypointValues(HeadEvidence evidence, int extras) => evidence.Keypoints?.Values ?? (extras % 3 == 0 ? 3 : 2);

    private static int Keypoints(HeadEvidence evidence, int channels) =>
        evidence.Keypoints is { } shape ? shape.Count * shape.Values
        : evidence.NamedClasses is { } named && named < channels ? channels - named
        : channels - 1;

    private static (ModelTask, int) Infer(HeadEvidence evidence, Prototypes? prototypes, int channels, Func<int, bool> exceedsUnitInterval)
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
            if (exceedsUnitInterval(channel))
            {
                var extras = channels - channel;
                return (extras == 1 ? ModelTask.Obb : ModelTask.Pose, extras);
            }
        }

        return (ModelTask.Detect, 0);
    }
}
