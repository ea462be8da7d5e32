using VisionSystem.Inference.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The way of an image: header, limits, admission, decode, then its run (see <see cref="InferenceWorker"/>), which gives what was
/// found in the pixels a person sees, and last, where the picture is asked for, its drawing.
/// </summary>
internal sealed class InferencePipeline(ImageCodecs codecs, DecodeLimiter lane, InferenceWorker runner, AnnotationRenderer drawer, TimeProvider time)
{
    /// <summary>Without a deadline.</summary>
    public ValueTask<InferenceOutcome> RunAsync(
        ReadOnlyMemory<byte> image, ServedModel model, DetectionParameters parameters, CancellationToken cancellationToken) =>
        RunAsync(image, model, parameters, Deadline.None(cancellationToken));

    /// <summary>Runs without a deadline over one model.</summary>
    public ImageRun Over(ServedModel model) => async (image, parameters, cancellationToken) =>
    {
        var outcome = await RunAsync(image, model, parameters, cancellationToken);
        return new ImageRunOutcome(outcome.Answer, outcome.Problem?.Detail, outcome.Problem?.Kind.Status >= 500);
    };

    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<InferenceOutcome> RunAsync(ReadOnlyMemory<byte> image, ServedModel model, DetectionParameters parameters, Deadline deadline)
    {
        var clock = new StageTimer(time);
        var fault = codecs.ReadHeader(image.Span, out var header, out var detail);
        if (fault != ImageFault.None)
        {
            return InferenceProblems.Of(fault).Result(detail!);
        }

        if (parameters.Drawn && AnnotationRenderer.Refuse(header) is { } refusal)
        {
            return refusal;
        }

        using var admission = model.Queue.Admit(deadline);
        if (admission.Verdict != AdmissionVerdict.Admitted)
        {
            BatchingTelemetry.ImageRefused(model.Description.Name, admission.Verdict);
            return QueueProblems.Refused(model, admission.Verdict, deadline);
        }

        var queued = new InferenceRequest(header, model, parameters, clock, deadline);
        InferenceOutcome outcome;
        try
        {
            using (await lane.AcquireAsync(header, deadline.Token))
            {
                await model.Queue.AcquireDecodeBufferAsync(deadline.Token);
                fault = Decode(image, queued, out detail);
            }

            if (fault != ImageFault.None)
            {
                return InferenceProblems.Of(fault).Result(detail!);
            }

            queued.Clock.Begin("queue");
            runner.Enqueue(queued);
            await using (deadline.Token.UnsafeRegister(static image => ((InferenceRequest)image!).AbandonIfWaiting(), queued))
            {
                outcome = await queued.Completion;
            }

            if (parameters.Drawn && outcome.Answer is { } detected)
            {
                outcome = drawer.DrawUpon(queued.Pixels!, detected, deadline);
            }
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested || queued.IsAbandoned)
        {
            BatchingTelemetry.ImageDropped(model.Description.Name, deadline.Client.IsCancellationRequested);
            deadline.Client.ThrowIfCancellationRequested();
            return QueueProblems.Late(model, deadline);
        }
        finally
        {
            if (queued.HasDecodeBuffer)
            {
                queued.Pixels?.Dispose();
                model.Queue.ReleaseDecodeBuffer();
            }
        }

        return parameters.Drawn && outcome.Answer is { } answer ? await drawer.DrawAsync(image, answer, parameters.Conversion, deadline) : outcome;
    }

    private ImageFault Decode(ReadOnlyMemory<byte> image, InferenceRequest queued, out string? detail)
    {
        queued.HasDecodeBuffer = true;
        queued.DecodeWait = queued.Clock.Total;
        queued.Clock.Begin("decode");
        var fault = codecs.Decode(image, queued.Header, queued.Plan.ScaledWidth, queued.Plan.ScaledHeight, queued.Parameters.Conversion, queued.Deadline.Token, out var pixels, out detail);
        queued.Pixels = pixels;
        queued.Brightness = pixels is null ? 0 : Luma.Mean(pixels);
        queued.DecodeMs = queued.Clock.End("decode");
        return fault;
    }
}
