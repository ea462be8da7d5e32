using System.ComponentModel.DataAnnotations;
using System.Globalization;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Vision.Models;

/// <summary>The CUDA execution provider (<c>Vision:Execution:Cuda</c>); keys and values are those of ONNX Runtime's documentation.</summary>
internal sealed record CudaOptions
{
    /// <summary>Which of the GPUs that CUDA shows, from 0 (<c>CV_CUDA_DEVICE</c>); TensorRT takes the same.</summary>
    [Range(0, 1023)]
    public int Device { get; init; }

    /// <summary>Most memory of the provider's arena (<c>gpu_mem_limit</c>); 0 leaves it to the provider.</summary>
    public ByteSize MemoryLimit { get; init; }

    /// <summary>How cuDNN chooses convolutions (<c>cudnn_conv_algo_search</c>): <c>EXHAUSTIVE</c>, <c>HEURISTIC</c> or <c>DEFAULT</c>.</summary>
    [AllowedValues("EXHAUSTIVE", "HEURISTIC", "DEFAULT")]
    public string ConvolutionSearch { get; init; } = "HEURISTIC";

    /// <summary>
    /// Whether runs are captured as a CUDA graph (<c>enable_cuda_graph</c>). For models of fixed shapes only, and one run at
    /// a time; a model that the graph breaks does not pass the golden probe.
    /// </summary>
    public bool Graphs { get; init; }

    /// <summary>As the provider takes them.</summary>
    public Dictionary<string, string> ToProvider()
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = Device.ToString(CultureInfo.InvariantCulture),
            ["cudnn_conv_algo_search"] = ConvolutionSearch.ToUpperInvariant(),
            ["enable_cuda_graph"] = Graphs ? "1" : "0",
        };
        if (MemoryLimit.Bytes > 0)
        {
            options["gpu_mem_limit"] = MemoryLimit.Bytes.ToString(CultureInfo.InvariantCulture);
        }

        return options;
    }
}
