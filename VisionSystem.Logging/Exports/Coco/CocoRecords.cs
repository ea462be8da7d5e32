using System.Text.Json.Serialization;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>The head of a COCO data set file (https://cocodataset.org/#format-data).</summary>
internal sealed record CocoInfo(string Description, string Version, int Year, DateTimeOffset DateCreated);

/// <summary>An image.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Width">Pixels across, upright.</param>
/// <param name="Height">Pixels down, upright.</param>
/// <param name="FileName">As in the YOLO export.</param>
/// <param name="DateCaptured">When it was predicted on.</param>
/// <param name="PredictionId">Not COCO's: the prediction.</param>
/// <param name="Reviewed">Not COCO's: whether a person has looked at it.</param>
internal sealed record CocoImage(long Id, int Width, int Height, string FileName, DateTimeOffset DateCaptured, Guid PredictionId, bool Reviewed);

/// <summary>An object of a data set.</summary>
/// <param name="Id">From 1: COCO's evaluation takes 0 for no annotation.</param>
/// <param name="ImageId">The image.</param>
/// <param name="CategoryId">The class.</param>
/// <param name="Bbox">Left, top, width, height in pixels.</param>
/// <param name="Area">Square pixels of the box.</param>
/// <param name="Iscrowd">Always 0.</param>
/// <param name="Segmentation">Polygons, or run lengths; an empty list where there is only a box.</param>
/// <param name="Score">Not COCO's: how sure the model was, where nobody has looked at it.</param>
internal sealed record CocoAnnotation(
    long Id,
    long ImageId,
    int CategoryId,
    float[] Bbox,
    double Area,
    int Iscrowd,
    object Segmentation,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] float? Score);

internal sealed record CocoCategory(int Id, string Name, string Supercategory);

/// <summary>One entry of a results file (https://cocodataset.org/#format-results).</summary>
internal sealed record CocoResult(long ImageId, int CategoryId, float[] Bbox, float Score);
