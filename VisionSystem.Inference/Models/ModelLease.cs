using VisionSystem.Inference.Scheduling;

namespace VisionSystem.Inference.Models;

/// <summary>
/// A loaded model for as long as an image needs it: it is not disposed of before the last lease has ended, whatever becomes
/// of it in the repository. Dispose once.
/// </summary>
internal readonly struct ModelLease(ServedModel model, ModelUsage usage) : IDisposable
{
    public ServedModel Model => model;

    /// <summary>Counts what became of the image.</summary>
    public void Ended(bool answered) => usage.Ended(answered);

    public void Dispose() => model.Release();
}
