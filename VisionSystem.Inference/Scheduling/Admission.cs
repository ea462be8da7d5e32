namespace VisionSystem.Inference.Scheduling;

/// <summary>Whether an image was taken on.</summary>
internal enum AdmissionVerdict
{
    Admitted,

    /// <summary>As many wait as may.</summary>
    QueueFull,

    /// <summary>Those before it take longer than it has.</summary>
    TooLate,
}

/// <summary>An image's place with a model, from its admission to its answer. Dispose it to give the place back.</summary>
internal readonly struct Admission(ModelQueue? queue, AdmissionVerdict verdict) : IDisposable
{
    public AdmissionVerdict Verdict => verdict;

    public void Dispose() => queue?.Release();
}
