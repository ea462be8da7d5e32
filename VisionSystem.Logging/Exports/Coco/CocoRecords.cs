using System.Text.Json.Serialization;

namespace VisionSystem.Logging.Exports.Coco;

/// <summary>The header of a COCO data set (https://cocodataset.org/#format-data).</summary>
internal sealed record CocoInfo(string Description, string Version, int Year, DateTimeOffset DateCreated);

/// <summary>An image of a data set.</summary>
/// <param name="Id">The image id.</param>
/// <param name="Width">The width of the upright image in pixels.</param>
/// <param name="Height">The height of the upright image in pixels.</param>
/// <param name="FileName">The file name, identical to that of the YOLO export.</param>
/// <param name="DateCaptured">The time of the prediction.</param>
/// <param name="PredictionId">Extension of COCO: the id of the prediction.</param>
/// <param name="Reviewed">Extension of COCO: true if the prediction has a review.</param>
internal sealed record CocoImage(long Id, int Width, int Height, string FileName, DateTimeOffset DateCaptured, Guid PredictionId, bool Reviewed);

/// <summary>An object in an image of a data set.</summary>
/// <param name="Id">The annotation id, at least 1, because COCO's evaluation treats 0 as no annotation.</param>
/// <param name="ImageId">The id of the image.</param>
/// <param name="CategoryId">The id of the class.</param>
/// <param name="Bbox">Left, top, width, height in pixels.</param>
/// <param name="Area">The area of the box in square pixels.</param>
/// <param name="Iscrowd">Always 0.</param>
/// <param name="Segmentation">Polygons or run lengths; an empty list without a mask.</param>
/// <param name="Score">Extension of COCO: the confidence, 0..1; null if the prediction has a review.</param>
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
