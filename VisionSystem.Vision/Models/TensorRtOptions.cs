using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace VisionSystem.Vision.Models;

/// <summary>The TensorRT execution provider (<c>Vision:Execution:TensorRt</c>); keys and values are those of ONNX Runtime's documentation.</summary>
internal sealed record TensorRtOptions : IValidatableObject
{
    /// <summary>Whether it may compute in float16 (<c>trt_fp16_enable</c>): about twice as fast, scores differ in the third digit.</summary>
    public bool Fp16 { get; init; }

    /// <summary>
    /// Folder for built engines (<c>trt_engine_cache_path</c>); building one takes minutes. Empty: built anew at each load.
    /// Engines fit one GPU model and one TensorRT only.
    /// </summary>
    public string EngineCachePath { get; init; } = "";

    /// <summary>Smallest shapes of dynamic inputs: <c>images:1x3x320x320</c>. All three or none.</summary>
    public string MinShapes { get; init; } = "";

    /// <summary>The shapes to be fastest at.</summary>
    public string OptShapes { get; init; } = "";

    /// <summary>Largest shapes.</summary>
    public string MaxShapes { get; init; } = "";

    /// <summary>As the provider takes them.</summary>
    /// <param name="device">The GPU's number.</param>
    /// <param name="model">The model's SHA-256: built engines hold its weights, and the provider tells graphs apart by names alone.</param>
    public Dictionary<string, string> ToProvider(int device, string model)
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = device.ToString(CultureInfo.InvariantCulture),
            ["trt_fp16_enable"] = Fp16 ? "1" : "0",
            ["trt_engine_cache_enable"] = EngineCachePath.Length > 0 ? "1" : "0",
        };
        if (EngineCachePath.Length > 0)
        {
            options["trt_engine_cache_path"] = Path.GetFullPath(EngineCachePath);
            options["trt_engine_cache_prefix"] = "model_" + model[..Math.Min(model.Length, 16)];
        }

        if (MinShapes.Length > 0)
        {
            (options["trt_profile_min_shapes"], options["trt_profile_opt_shapes"], options["trt_profile_max_shapes"]) = (MinShapes, OptShapes, MaxShapes);
        }

        return options;
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (new[] { MinShapes, OptShapes, MaxShapes }.Count(shapes => shapes.Length > 0) is not (0 or 3))
        {
            yield return new("are to be set together", [nameof(MinShapes), nameof(OptShapes), nameof(MaxShapes)]);
        }
    }
}
