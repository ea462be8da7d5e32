using System.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Preprocessing;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// An image on its way through a model. Decoded, it waits for a run; either a run takes it, or its deadline or client does,
/// whichever comes first. The pixels stay the caller's, and are not touched after <see cref="Completion"/>.
/// </summary>
internal sealed class InferenceRequest(ImageHeader header, ServedModel model, in DetectionParameters parameters, StageTimer clock, Deadline deadline)
{
    private const int Waiting = 0;
    private const int Taken = 1;
    private const int Gone = 2;

    private readonly TaskCompletionSource<InferenceOutcome> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LetterboxPlan _plan = model.Description.Preparation.Plan(
        header.UprightWidth, header.UprightHeight, model.Description.InputWidth, model.Description.InputHeight);

    private readonly DetectionParameters _parameters = parameters;
    private int _state;

    /// <summary>Times its phases; belongs to whoever works on the image.</summary>
    public StageTimer Clock = clock;

    /// <summary>Whether it has a place among the decoded ones, to be given back.</summary>
    public bool HasDecodeBuffer { get; set; }

    /// <summary>Whether a run found that it could not be met in time.</summary>
    public bool IsAbandoned => _completion.Task.IsCanceled;

    /// <summary>What it waited before its decode.</summary>
    public TimeSpan DecodeWait { get; set; }

    public double DecodeMs { get; set; }

    /// <summary>The image's mean luma, 0 to 1.</summary>
    public double Brightness { get; set; }

    public double QueueMs { get; set; }

    public double PreprocessMs { get; set; }

    /// <summary>The decoded picture; before that none.</summary>
    public PixelBuffer? Pixels { get; set; }

    public ImageHeader Header => header;

    public ref readonly LetterboxPlan Plan => ref _plan;

    public ServedModel Model => model;

    public ref readonly DetectionParameters Parameters => ref _parameters;

    public Deadline Deadline => deadline;

    /// <summary>What became of it; cancelled when it was given up while it waited.</summary>
    public Task<InferenceOutcome> Completion => _completion.Task;

    /// <summary>The image's own trace, for spans that other threads start.</summary>
    public ActivityContext Trace { get; } = Activity.Current?.Context ?? default;

    /// <summary>Takes it for a run; false when it was given up.</summary>
    public bool TryClaim() => Interlocked.CompareExchange(ref _state, Taken, Waiting) == Waiting;

    /// <summary>Cancels it if no run has taken it yet.</summary>
    public void AbandonIfWaiting()
    {
        if (Interlocked.CompareExchange(ref _state, Gone, Waiting) == Waiting)
        {
            _completion.TrySetCanceled(deadline.Token);
        }
    }

    /// <summary>Ends it for the same reasons while a run has it and has not begun.</summary>
    public void Abandon() => _completion.TrySetCanceled(deadline.Token);

    /// <summary>Ends it with what went wrong, for the request to throw.</summary>
    public void Fail(Exception cause) => _completion.TrySetException(cause);

    public void Complete(InferenceOutcome outcome) => _completion.TrySetResult(outcome);
}
