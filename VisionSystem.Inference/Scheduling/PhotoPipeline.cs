using VisionSystem.Inference.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// The way of a photo: header, limits, admission, decode, then its run (see <see cref="BatchRunner"/>), which gives what was
/// found in the pixels a person sees, and last, where the picture is asked for, its drawing.
/// </summary>
internal sealed class PhotoPipeline(ImageCodecs codecs, DecodeLane lane, BatchRunner runner, PhotoDrawer drawer, TimeProvider time)
{
    /// <summary>Without a deadline.</summary>
    public ValueTask<PhotoOutcome> RunAsync(
        ReadOnlyMemory<byte> photo, ServedModel model, DetectionParameters parameters, CancellationToken cancellationToken) =>
        RunAsync(photo, model, parameters, Deadline.None(cancellationToken));

    /// <summary>Runs without a deadline over one model.</summary>
    public ImageRun Over(ServedModel model) => async (photo, parameters, cancellationToken) =>
    {
        var outcome = await RunAsync(photo, model, parameters, cancellationToken);
        return new ImageRunOutcome(outcome.Answer, outcome.Problem?.Detail, outcome.Problem?.Kind.Status >= 500);
    };

    /// <exception cref="OperationCanceledException">The client went away.</exception>
    public async ValueTask<PhotoOutcome> RunAsync(ReadOnlyMemory<byte> photo, ServedModel model, DetectionParameters parameters, Deadline deadline)
    {
        var clock = new PhaseClock(time);
        var fault = codecs.ReadHeader(photo.Span, out var header, out var detail);
        if (fault != ImageFault.None)
        {
            return InferenceProblems.Of(fault).Result(detail!);
        }

        if (parameters.Drawn && PhotoDrawer.Refuse(header) is { } refusal)
        {
            return refusal;
        }

        using var admission = model.Queue.Admit(deadline);
        if (admission.Verdict != AdmissionVerdict.Admitted)
        {
            BatchingTelemetry.PhotoRefused(model.Description.Name, admission.Verdict);
            return QueueProblems.Refused(model, admission.Verdict, deadline);
        }

        var queued = new QueuedPhoto(header, model, parameters, clock, deadline);
        PhotoOutcome outcome;
        try
        {
            using (await lane.EnterAsync(header, deadline.Token))
            {
                await model.Queue.EnterRoomAsync(deadline.Token);
                fault = Decode(photo, queued, out detail);
            }

            if (fault != ImageFault.None)
            {
                return InferenceProblems.Of(fault).Result(detail!);
            }

            queued.Clock.Begin("queue");
            runner.Enqueue(queued);
            await using (deadline.Token.UnsafeRegister(static photo => ((QueuedPhoto)photo!).GiveUp(), queued))
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
            BatchingTelemetry.PhotoDropped(model.Description.Name, deadline.Client.IsCancellationRequested);
            deadline.Client.ThrowIfCancellationRequested();
            return QueueProblems.Late(model, deadline);
        }
        finally
        {
            if (queued.HasRoom)
            {
                queued.Pixels?.Dispose();
                model.Queue.LeaveRoom();
            }
        }

        return parameters.Drawn && outcome.Answer is { } answer ? await drawer.DrawAsync(photo, answer, parameters.Conversion, deadline) : outcome;
    }

    private ImageFault Decode(ReadOnlyMemory<byte> photo, QueuedPhoto queued, out string? detail)
    {
        queued.HasRoom = true;
        queued.DecodeWait = queued.Clock.Total;
        queued.Clock.Begin("decode");
        var fault = codecs.Decode(photo, queued.Header, queued.Plan.ScaledWidth, queued.Plan.ScaledHeight, queued.Parameters.Conversion, queued.Deadline.Token, out var pixels, out detail);
        queued.Pixels = pixels;
        queued.Brightness = pixels is null ? 0 : Luma.Mean(pixels);
        queued.DecodeMs = queued.Clock.End("decode");
        return fault;
    }
}
