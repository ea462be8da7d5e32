using System.Collections.Frozen;

namespace VisionSystem.Contracts;

/// <summary>The 80 classes of the COCO benchmark, in the order of the models' class ids.</summary>
public static class CocoClasses
{
    /// <summary>The class names; the index is the class id, 0 to 79.</summary>
    public static readonly IReadOnlyList<string> Names =
    [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
        "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
        "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee",
        "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
        "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange",
        "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed",
        "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven",
        "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    ];

    /// <summary>The highest of COCO's own category ids; ten lower ids are unused.</summary>
    public const int LastCategoryId = 90;

    private static readonly int[] Unused = [12, 26, 29, 30, 45, 66, 68, 69, 71, 83];

    /// <summary>COCO's own category id of each class in annotation files, 1 to 90.</summary>
    public static readonly FrozenDictionary<string, int> CategoryIds = Enumerable.Range(1, LastCategoryId)
        .Except(Unused)
        .Zip(Names)
        .ToFrozenDictionary(pair => pair.Second, pair => pair.First, StringComparer.Ordinal);
}
