using VisionSystem.Inference.Requests;
using VisionSystem.ServiceDefaults.Http;
using VisionSystem.Vision.Decoders;

namespace VisionSystem.Inference.Detect;

/// <summary>What the OpenAPI document cannot read off the handlers: queries that are parsed by hand.</summary>
internal static class OpenApiExtensions
{
    /// <summary>Describes the parameters that a task has.</summary>
    public static RouteHandlerBuilder WithImageParameters(this RouteHandlerBuilder route, ModelTask task)
    {
        foreach (var name in DetectParameters.NamesFor(task))
        {
            _ = name switch
            {
                "model" => route.WithQuery(name, "Name of a model; without it the default one, else the only one that does this.", "string"),
                "confidence" => route.WithQuery(name, task == ModelTask.Classify
                    ? "Lowest probability that counts, 0 to 1; without it the model's own, else 0."
                    : "Lowest score that counts, 0 to 1; without it the model's own, else 0.25.", "number"),
                "iou" => route.WithQuery(name, "Overlap above which the lower of two boxes of a class goes, 0 to 1; without it the model's own, else 0.45.", "number"),
                "max_detections" => route.WithQuery(name, "1 to 10000; 300 without it.", "integer"),
                "top" => route.WithQuery(name, "How many classes are named, 1 to 10000; 5 without it.", "integer"),
                "classes" => route.WithQuery(name, "Names or ids that are wanted, comma separated.", "string"),
                "masks" => route.WithQuery(name, "Outlines, COCO run lengths, or both; outlines without it.", "string", "polygon", "rle", "both"),
                "background" => route.WithQuery(name, "What shows through transparency: white, black, or a colour as #rrggbb (%23rrggbb in an address) or rrggbb; white without it.", "string"),
                "scale" => route.WithQuery(
                    name, "How 16 bits a colour become 8: by their depth, or by the range of values that the photo uses; by depth without it. Photos of 8 bits stay as they are.", "string", "depth", "range"),
                "timeout_ms" => route.WithQuery(name, "Milliseconds within which the photo has to come to its run, and to its drawing for format=image, else 503; 10000 without it. The header X-Timeout-Ms says the same.", "integer"),
                "source" => route.WithQuery(name, "Where the photo comes from, to find it by: a camera, a line, an uploader.", "string"),
                "metadata" => route.WithQuery(name, "What else to find it by: a JSON object of texts. Or entry by entry: metadata.NAME=VALUE.", "string"),
                "batch" => route.WithQuery(name, "true answers several images, in their order, each with a result or a problem of its own.", "boolean"),
                "recording" => route.WithQuery(name, "When the prediction counts as kept.", "string", "durable", "buffered", "off"),
                _ => route.WithQuery(name, "JSON, or the photo with boxes drawn.", "string", "json", "image"),
            };
        }

        return route;
    }
}
