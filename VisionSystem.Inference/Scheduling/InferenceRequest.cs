using System.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// An image between decoding and its result. It waits in the queue until a run claims it, or until its deadline or its client
/// abandons it, whichever is first. The pixels belong to the pipeline; nothing reads them after <see cref="Completion"/>.
/// </summary>
internal sealed class InferenceRequest(
    string tenant, ImageHeader header, ServedModel model, in DetectionParameters parameters, StageTimer timer, Deadline deadline)
{
    private const int Waiting = 0;
    private const int Claimed = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource<InferenceOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LetterboxPlan _plan = model.Description.Preparation.Plan(
        header.UprightWidth, header.UprightHeight, model.Description.InputWidth, model.Description.InputHeight);

    private readonly DetectionParameters _parameters = parameters;
    private int _state;

    /// <summary>Times the phases. Used by one thread at a time: the one that processes the image.</summary>
    public StageTimer Timer = timer;

    /// <summary>True while the image holds a decode buffer of the queue, which the pipeline releases.</summary>
    public bool HasDecodeBuffer { get; set; }

    /// <summary>True if a run found that the deadline cannot be met.</summary>
    public bool IsAbandoned => _completion.Task.IsCanceled;

    /// <summary>Time from the start of the pipeline to the start of decoding.</summary>
    public TimeSpan DecodeWait { get; set; }

    public double DecodeMs { get; set; }

    /// <summary>Mean luma of the image, 0..1.</summary>
    public double Brightness { get; set; }

    public double QueueMs { get; set; }

    public double PreprocessMs { get; set; }

    /// <summary>The decoded pixels; null before decoding.</summary>
    public PixelBuffer? Pixels { get; set; }

    /// <summary>The tenant, which shares the queue with others; empty for runs of the service itself.</summary>
    public string Tenant => tenant;

    public ImageHeader Header => header;

    public ref readonly LetterboxPlan Plan => ref _plan;

    public ServedModel Model => model;

    public ref readonly DetectionParameters Parameters => ref _parameters;

    public Deadline Deadline => deadline;

    /// <summary>The outcome of the run; cancelled if the image was abandoned.</summary>
    public Task<InferenceOutcome> Completion => _completion.Task;

    /// <summary>The trace of the HTTP request, for spans started on other threads.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    /// <summary>Claims the image for a run; false if it was abandoned.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Claimed, Waiting) == Waiting;

    /// <summary>Abandons the image unless a run has claimed it.</summary>
    public void AbandonIfWaiting()
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Waiting) == Waiting)
        {
            _completion.TrySetCanceled(deadline.Token);
        }
    }

    /// <summary>Abandons an image that a run has claimed but not started.</summary>
    public void Abandon() => _completion.TrySetCanceled(deadline.Token);

    /// <summary>Completes the image with an exception, which the pipeline throws.</summary>
    public void Fail(Exception cause) => _completion.TrySetException(cause);

    public void Complete(InferenceOutcome outcome) => _completion.TrySetResult(outcome);
}
