using System.Numerics;
using VisionSystem.Contracts;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Vision.Decoders;

/// <summary>Reads the keypoints of a candidate, in pixels of the image: x, y and, where the model provides it, visibility.</summary>
internal static class KeypointReader
{
    /// <summary>Reads the keypoints of one candidate, clipped to the image.</summary>
    /// <param name="output">The head's output.</param>
    /// <param name="extras">The position of the keypoints in the output.</param>
    /// <param name="values">The number of values per keypoint: 2 (x y) or 3 (x y visibility).</param>
    /// <param name="anchor">The candidate's anchor.</param>
    /// <param name="plan">The mapping from the input to the image.</param>
    public static Keypoint[] Read(ReadOnlySpan<float> output, in HeadExtras extras, int values, int anchor, in LetterboxPlan plan)
    {
        var keypoints = new Keypoint[extras.Count / values];
        for (var i = 0; i < keypoints.Length; i++)
        {
            var first = i * values;
            var point = plan.PointToImage(new Vector2(extras.At(output, anchor, first), extras.At(output, anchor, first + 1)));
            float? visibility = values > 2 ? Clamp(extras.At(output, anchor, first + 2), 1) : null;
            keypoints[i] = new Keypoint(Clamp(point.X, plan.ImageWidth), Clamp(point.Y, plan.ImageHeight), visibility);
        }

        return keypoints;
    }

    // JSON cannot represent NaN.
    private static float Clamp(float value, float max) => float.IsNaN(value) ? 0 : Math.Clamp(value, 0, max);
}
