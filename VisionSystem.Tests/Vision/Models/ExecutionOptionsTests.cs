using Microsoft.ML.OnnxRuntime.Tensors;
using VisionSystem.Contracts.Configuration;
using VisionSystem.ServiceDefaults.Configuration;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

public sealed class ExecutionOptionsTests
{
    [Fact]
    public void Names_the_options_as_the_providers_do()
    {
        var cuda = new CudaOptions { Device = 1, MemoryLimit = ByteSize.Parse("2gb"), ConvolutionSearch = "exhaustive", Graphs = true }.ToProvider();
        Assert.Equal(
            ["cudnn_conv_algo_search=EXHAUSTIVE", "device_id=1", "enable_cuda_graph=1", "gpu_mem_limit=2147483648", "use_tf32=1"],
            cuda.Select(option => option.Key + "=" + option.Value).Order(StringComparer.Ordinal));

        var tensorRt = new TensorRtOptions { Fp16 = true, EngineCachePath = "/engines", MinShapes = "i:1x3x320x320", OptShapes = "i:4x3x640x640", MaxShapes = "i:8x3x640x640" };
        Assert.Equal(
            [
                "device_id=1", "trt_engine_cache_enable=1", "trt_engine_cache_path=/engines", "trt_engine_cache_prefix=model_0123", "trt_fp16_enable=1",
                "trt_profile_max_shapes=i:8x3x640x640", "trt_profile_min_shapes=i:1x3x320x320", "trt_profile_opt_shapes=i:4x3x640x640",
            ],
            tensorRt.ToProvider(1, "0123").Select(option => option.Key + "=" + option.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lists_every_invalid_option()
    {
        var options = new ExecutionOptions { LivenessFaults = 0, Cuda = new() { Device = -1, ConvolutionSearch = "best" }, TensorRt = new() { MinShapes = "i:1x3x320x320" } };
        Assert.Equal(4, OptionsErrors.In(options, ExecutionOptions.Section).Count);
    }

    [Fact]
    public void A_captured_graph_runs_one_image_at_a_time() =>
        Assert.Equal(1, new ExecutionOptions { ConcurrentRuns = 8, Cuda = new() { Graphs = true } }.ConcurrentRunsOn("cuda"));

    [Fact]
    public void A_GPU_runs_four_batches_at_a_time() => Assert.Equal(4, new ExecutionOptions().ConcurrentRunsOn("cuda"));

    [Theory]
    [InlineData("cpu", 416, 416, true)]
    [InlineData("cpu", 512, 512, true)]
    [InlineData("cpu", 640, 640, false)]
    [InlineData("cpu", 640, 384, true)]
    [InlineData("cuda", 640, 640, true)]
    public void Plans_the_memory_of_runs_on_small_inputs_and_on_GPUs(string provider, int width, int height, bool plans) =>
        Assert.Equal(plans, new ExecutionOptions().PlansMemoryOn(provider, new ModelInput("images", TensorElementType.Float, 1, width, height, false, false)));
}
