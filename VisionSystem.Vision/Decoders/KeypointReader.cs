using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders;

/// <summary>The keypoints of a candidate, in pixels of the image: x, y and, where the model says it, visibility.</summary>
internal static class KeypointReader
{
    /// <param name="output">The head's output.</param>
    /// <param name="extras">Where the keypoints lie in it.</param>
    /// <param name="values">Values a keypoint: 2 (x y) or 3 (x y visibility).</param>
    /// <param name="anchor">The candidate's anchor.</param>
    /// <param name="plan">From the input to the image.</param>
    public static Keypoint[] Read(ReadOnlySpan<float> output, in HeadExtras extras, int values, int anchor, in LetterboxPlan plan)
    {
        var keypoints = new Keypoint[extras.Count / values];
        for (var i = 0; i < keypoints.Length; i++)
        {
            var first = i * values;
            var point = plan.PointToImage(new Vector2(extras.At(output, anchor, first), extras.At(output, anchor, first + 1)));
            float? visibility = values > 2 ? Held(extras.At(output, anchor, first + 2), 1) : null;
            keypoints[i] = new Keypoint(Held(point.X, plan.ImageWidth), Held(point.Y, plan.ImageHeight), visibility);
        }

        return keypoints;
    }

    // A number that is none cannot be written as JSON.
    private static float Held(float value, float most) => float.IsNaN(value) ? 0 : Math.Clamp(value, 0, most);
}
