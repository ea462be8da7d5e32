using Microsoft.ML.OnnxRuntime.Native;

namespace Microsoft.ML.OnnxRuntime;

/// <content>
/// Execution providers, tried in the order in which they are appended; the CPU comes last by itself. A provider that the
/// engine was built without, or whose libraries are missing, is an <see cref="OnnxRuntimeException"/>.
/// </content>
public sealed partial class SessionOptions
{
    /// <summary>Appends the CPU provider, with its arena (1) or without (0).</summary>
    public void AppendExecutionProvider_CPU(int useArena = 1) =>
        AppendByExport("OrtSessionOptionsAppendExecutionProvider_CPU", useArena);

    /// <summary>Appends the CUDA provider on a device, with its defaults.</summary>
    public void AppendExecutionProvider_CUDA(int deviceId = 0) =>
        AppendByExport("OrtSessionOptionsAppendExecutionProvider_CUDA", deviceId);

    /// <summary>Appends the CUDA provider with options.</summary>
    public void AppendExecutionProvider_CUDA(OrtCUDAProviderOptions cudaProviderOptions)
    {
        ArgumentNullException.ThrowIfNull(cudaProviderOptions);
        using var self = new Lease(this);
        using var options = new Lease(cudaProviderOptions);
        OrtApi.Invoke(OrtFunction.SessionOptionsAppendExecutionProviderCUDAV2, self.Pointer, options.Pointer);
    }

    /// <summary>Appends the TensorRT provider on a device, with its defaults.</summary>
    public void AppendExecutionProvider_Tensorrt(int deviceId = 0) =>
        AppendByExport("OrtSessionOptionsAppendExecutionProvider_Tensorrt", deviceId);

    /// <summary>Appends the TensorRT provider with options.</summary>
    public void AppendExecutionProvider_Tensorrt(OrtTensorRTProviderOptions trtProviderOptions)
    {
        ArgumentNullException.ThrowIfNull(trtProviderOptions);
        using var self = new Lease(this);
        using var options = new Lease(trtProviderOptions);
        OrtApi.Invoke(OrtFunction.SessionOptionsAppendExecutionProviderTensorRTV2, self.Pointer, options.Pointer);
    }

    /// <summary>Appends a provider by its short name, such as <c>XNNPACK</c>.</summary>
    /// <param name="providerName">The name; the engine knows which ones it takes this way.</param>
    /// <param name="providerOptions">The provider's own options.</param>
    public void AppendExecutionProvider(string providerName, Dictionary<string, string>? providerOptions = null)
    {
        using var self = new Lease(this);
        using var name = new Utf8(providerName);
        using var options = new KeyValues(providerOptions ?? []);
        OrtApi.Invoke(
            OrtFunction.SessionOptionsAppendExecutionProvider, self.Pointer, name.Pointer, options.Keys, options.Values, options.Count);
    }

    private void AppendByExport(string export, int value)
    {
        using var self = new Lease(this);
        OrtApi.InvokeExport(export, self.Pointer, value);
    }
}
