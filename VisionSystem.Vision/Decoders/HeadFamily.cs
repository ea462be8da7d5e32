namespace VisionSystem.Vision.Decoders;

/// <summary>
/// The output layouts of heads, with N anchors and nc classes. A task's additional values of an anchor (mask coefficients,
/// keypoints, an angle) follow its classes.
/// </summary>
internal enum HeadFamily
{
    /// <summary>YOLOv8, 9, 11, 12: <c>[1, 4+nc, N]</c>, cx cy w h, then class scores.</summary>
    YoloV8,

    /// <summary>YOLOX: <c>[1, N, 5+nc]</c>, offsets and strides not yet applied, objectness.</summary>
    YoloX,

    /// <summary>YOLOv10, 26 and any <c>end2end</c> export: <c>[1, K, 6]</c>, x1 y1 x2 y2 score class.</summary>
    EndToEnd,

    /// <summary>YOLOv5: <c>[1, N, 5+nc]</c>, cx cy w h objectness, then class scores.</summary>
    YoloV5,

    /// <summary>YOLOv8 transposed: <c>[1, N, 4+nc]</c>.</summary>
    YoloV8Rows,

    /// <summary>A classifier: <c>[1, nc]</c>, probabilities or logits.</summary>
    Classifier,
}
