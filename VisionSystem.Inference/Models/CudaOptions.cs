using System.Globalization;
using VisionSystem.ServiceDefaults.Configuration;

namespace VisionSystem.Inference.Models;

/// <summary>The CUDA execution provider (<c>Vision:Execution:Cuda</c>); keys and values are those of ONNX Runtime's documentation.</summary>
internal sealed class CudaOptions
{
    private static readonly string[] Searches = ["EXHAUSTIVE", "HEURISTIC", "DEFAULT"];

    /// <summary>Which of the GPUs that CUDA shows, from 0 (<c>CV_CUDA_DEVICE</c>); TensorRT takes the same.</summary>
    public int Device { get; set; }

    /// <summary>Most memory of the provider's arena (<c>gpu_mem_limit</c>); 0 leaves it to the provider.</summary>
    public ByteSize MemoryLimit { get; set; }

    /// <summary>How cuDNN chooses convolutions (<c>cudnn_conv_algo_search</c>): <c>EXHAUSTIVE</c>, <c>HEURISTIC</c> or <c>DEFAULT</c>.</summary>
    public string ConvolutionSearch { get; set; } = "HEURISTIC";

    /// <summary>
    /// Whether runs are captured as a CUDA graph (<c>enable_cuda_graph</c>). For models of fixed shapes only, and one run at
    /// a time; a model that the graph breaks does not pass the golden probe.
    /// </summary>
    public bool Graphs { get; set; }

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

    public IEnumerable<string> Validate()
    {
        if (Device is < 0 or > 1023)
        {
            yield return $"CV_CUDA_DEVICE: {Device} is not a whole number from 0 to 1023";
        }

        if (!Searches.Contains(ConvolutionSearch, StringComparer.OrdinalIgnoreCase))
        {
            yield return $"{ExecutionOptions.Section}:Cuda:ConvolutionSearch: '{ConvolutionSearch}' is none of {string.Join(", ", Searches)}";
        }
    }
}
