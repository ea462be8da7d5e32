using System.ComponentModel.DataAnnotations;
using System.Globalization;
using VisionSystem.Contracts.Configuration;

namespace VisionSystem.Vision.Models;

/// <summary>The CUDA execution provider (<c>Vision:Execution:Cuda</c>); keys and values are those of ONNX Runtime's documentation.</summary>
internal sealed record CudaOptions
{
    /// <summary>The number of the GPU in CUDA's order, from 0 (<c>CV_CUDA_DEVICE</c>); TensorRT uses the same GPU.</summary>
    [Range(0, 1023)]
    public int Device { get; init; }

    /// <summary>The maximum size of the provider's arena (<c>gpu_mem_limit</c>); 0 leaves it to the provider.</summary>
    public ByteSize MemoryLimit { get; init; }

    /// <summary>
    /// The algorithm search of cuDNN for convolutions (<c>cudnn_conv_algo_search</c>): <c>EXHAUSTIVE</c>, <c>HEURISTIC</c> or
    /// <c>DEFAULT</c>.
    /// </summary>
    [AllowedValues("EXHAUSTIVE", "HEURISTIC", "DEFAULT")]
    public string ConvolutionSearch { get; init; } = "HEURISTIC";

    /// <summary>
    /// True to capture runs as a CUDA graph (<c>enable_cuda_graph</c>). Only for models of fixed shapes, and limited to one
    /// run at a time; a model that fails under a graph does not pass the golden probe.
    /// </summary>
    public bool Graphs { get; init; }

    /// <summary>True to multiply float32 values with the precision of TF32 (<c>use_tf32</c>), which is faster and changes the results slightly.</summary>
    public bool Tf32 { get; init; } = true;

    /// <summary>True to hold the tensors of runs in page-locked memory, which the GPU reads and writes without a copy by the processor.</summary>
    public bool PinnedMemory { get; init; } = true;

    /// <summary>
    /// True to run several images always with the full batch, the unused places included, and single images in a session of their own.
    /// The engine plans every convolution again when the number of images changes, which takes longer than many runs.
    /// </summary>
    public bool FullBatches { get; init; } = true;

    /// <summary>Returns the options in the provider's format.</summary>
    public Dictionary<string, string> ToProvider()
    {
        var options = new Dictionary<string, string>
        {
            ["device_id"] = Device.ToString(CultureInfo.InvariantCulture),
            ["cudnn_conv_algo_search"] = ConvolutionSearch.ToUpperInvariant(),
            ["use_tf32"] = Tf32 ? "1" : "0",
            ["enable_cuda_graph"] = Graphs ? "1" : "0",
        };
        if (MemoryLimit.Bytes > 0)
        {
            options["gpu_mem_limit"] = MemoryLimit.Bytes.ToString(CultureInfo.InvariantCulture);
        }

        return options;
    }
}
