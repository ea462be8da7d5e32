using System.Text.Json.Serialization;
using VisionSystem.Contracts;
using VisionSystem.Logging.Exports.Coco;
using VisionSystem.Logging.Exports.LabelStudio;

namespace VisionSystem.Logging.Exports;

/// <summary>The JSON of exports.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(CocoInfo))]
[JsonSerializable(typeof(CocoImage))]
[JsonSerializable(typeof(CocoAnnotation))]
[JsonSerializable(typeof(CocoCategory))]
[JsonSerializable(typeof(CocoResult))]
[JsonSerializable(typeof(RunLengthMask))]
[JsonSerializable(typeof(IReadOnlyList<IReadOnlyList<float>>))]
[JsonSerializable(typeof(LabelStudioTask))]
internal sealed partial class ExportJson : JsonSerializerContext;
