using System.ComponentModel.DataAnnotations;
using System.Globalization;

namespace VisionSystem.Vision.Models;

/// <summary>The TensorRT execution provider (<c>Vision:Execution:TensorRt</c>); keys and values are those of ONNX Runtime's documentation.</summary>
internal sealed record TensorRtOptions : IValidatableObject
{
    /// <summary>True to compute in float16 (<c>trt_fp16_enable</c>): about twice as fast, with differences in the third digit of scores.</summary>
    public bool Fp16 { get; init; }

    /// <summary>
    /// The folder for built engines (<c>trt_engine_cache_path</c>); building one takes minutes. Empty: built at each load.
    /// Engines fit only one GPU model and one TensorRT version.
    /// </summary>
    public string EngineCachePath { get; init; } = "";

    /// <summary>The smallest shapes of dynamic inputs: <c>images:1x3x320x320</c>. Set all three shapes or none.</summary>
    public string MinShapes { get; init; } = "";

    /// <summary>The shapes to optimise for.</summary>
    public string OptShapes { get; init; } = "";

    /// <summary>The largest shapes.</summary>
    public string MaxShapes { get; init; } = "";

    /// <summary>Returns the options in the provider's format.</summary>
    /// <param name="device">The GPU's number.</param>
    /// <param name="model">
    /// The model's SHA-256: built engines contain its weights, and the provider distinguishes graphs by their names alone.
    /// </param>
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
            yield return new("must be set together", [nameof(MinShapes), nameof(OptShapes), nameof(MaxShapes)]);
        }
    }
}
