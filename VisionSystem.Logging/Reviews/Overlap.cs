using VisionSystem.Contracts;

namespace VisionSystem.Logging.Reviews;

/// <summary>Overlap of two boxes.</summary>
internal static class Overlap
{
    /// <summary>The minimum IoU of two boxes of the same object, as in PASCAL VOC and COCO's AP50.</summary>
    private const float SameObject = .5f;

    public static bool IsSameObject(Box a, Box b) => Iou(a, b) >= SameObject;

    /// <summary>Intersection over union, 0..1.</summary>
    private static float Iou(Box a, Box b)
    {
        var width = Math.Min(a.X2, b.X2) - Math.Max(a.X1, b.X1);
        var height = Math.Min(a.Y2, b.Y2) - Math.Max(a.Y1, b.Y1);
        if (width <= 0 || height <= 0)
        {
            return 0;
        }

        var both = width * height;
        return both / (Area(a) + Area(b) - both);
    }

    private static float Area(Box box) => (box.X2 - box.X1) * (box.Y2 - box.Y1);
}
