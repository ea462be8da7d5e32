using Microsoft.ML.OnnxRuntime;
using VisionSystem.Cli;
using VisionSystem.Vision.Models;

namespace VisionSystem.Tests.Vision.Models;

/// <summary>The parts of GPU execution that do not need a GPU.</summary>
public sealed class GpuTests
{
    private const string Place = "[ErrorCode:RuntimeException] /onnxruntime_src/onnxruntime/core/providers/cuda/cuda_call.cc:129 void onnxruntime::CudaCall(ERRTYPE, const char*, int) [with ERRTYPE = cudaError; bool THRW = true] ";
    private const string End = " ; GPU=0 ; hostname=vm ; file=/onnxruntime_src/onnxruntime/core/providers/cuda/cuda_execution_provider.cc ; line=355 ; expr=cudaSetDevice(info_.device_id); \n";

    private static readonly string Demo = Path.Combine(Checkout.Root, "models", "demo.onnx");

    [Theory]
    [InlineData(Place + "CUDA failure 100: no CUDA-capable device is detected" + End, "finds no usable GPU (CUDA failure 100: no CUDA-capable device is detected): check nvidia-smi")]
    [InlineData(Place + "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version" + End, "finds no usable GPU (CUDA failure 35: ")]
    [InlineData(Place + "CUDA failure 2: out of memory" + End, "needs more memory than the GPU has free: ")]
    [InlineData(Place + "CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED" + End, "fails in the engine: CUDNN failure 5000: CUDNN_STATUS_EXECUTION_FAILED")]
    [InlineData(
        "[ErrorCode:Fail] /onnxruntime_src/onnxruntime/core/framework/bfc_arena.cc:360 void* onnxruntime::BFCArena::AllocateRawInternal(size_t, bool, onnxruntime::Stream*) Available memory of 1048576 is smaller than requested bytes of 4915200\n",
        "needs more GPU memory than Vision:Execution:Cuda:MemoryLimit permits (Available memory of 1048576 ")]
    public void An_error_of_the_GPU_names_its_cause_and_the_remedy(string message, string sentence)
    {
        Assert.StartsWith(sentence, EngineError.Explain(message), StringComparison.Ordinal);
        Assert.DoesNotContain("hostname", EngineError.Clean(message), StringComparison.Ordinal);
    }

    [Fact]
    public void An_error_is_never_shortened_to_punctuation() =>
        Assert.Contains("cudaGetDeviceCount", EngineError.Clean("/x/provider_info.cc:67 onnxruntime::Parse cudaGetDeviceCount(&number);"), StringComparison.Ordinal);

    [Fact]
    public void A_session_on_the_CPU_has_no_pinned_memory()
    {
        using var session = new InferenceSession(Demo);
        Assert.Null(PinnedMemory.Of(session, device: 0));
    }

    [Fact]
    public void On_a_GPU_several_images_run_as_a_full_batch_and_one_image_in_its_own_session()
    {
        using var batches = new InferenceSession(Demo);
        using var single = new InferenceSession(Demo);
        using var sessions = new EngineSessions(batches, single, fullBatch: 8);
        Assert.Equal((single, 1), sessions.Select(images: 1, alone: false));
        Assert.Equal((batches, 8), sessions.Select(images: 2, alone: true));
        Assert.Equal((batches, 8), sessions.Select(images: 8, alone: false));
    }

    [Fact]
    public void On_a_CPU_a_run_has_as_many_places_as_images()
    {
        using var narrow = new InferenceSession(Demo);
        using var wide = new InferenceSession(Demo);
        using var sessions = new EngineSessions(narrow, wide);
        Assert.Equal((wide, 3), sessions.Select(images: 3, alone: true));
        Assert.Equal((narrow, 1), sessions.Select(images: 1, alone: false));
    }
}
