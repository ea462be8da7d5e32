using VisionSystem.Inference.Diagnostics;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Scheduling;

/// <summary>
/// Runs a model on an image: reads the header, checks limits, admits the image to the model's queue, decodes it, waits for its run
/// by the <see cref="InferenceWorker"/>, and draws the detections if the caller wants an image.
/// </summary>
internal sealed class InferencePipeline(ImageCodecs codecs, DecodeLimiter decodes, InferenceWorker worker, AnnotationRenderer renderer, TimeProvider time)
{
    /// <summary>
    /// Delay of a refusal while tenants compete. Clients of a flooding tenant that retry immediately would otherwise occupy the
    /// processor with thousands of refusals per second, at the expense of every run.
    /// </summary>
    private static readonly TimeSpan ContendedRefusalDelay = TimeSpan.FromMilliseconds(250);

    /// <summary>Runs a model for the service itself, without a deadline.</summary>
    public ValueTask<InferenceOutcome> RunAsync(
        ReadOnlyMemory<byte> image, ServedModel model, DetectionParameters parameters, CancellationToken cancellationToken) =>
        RunAsync("", image, model, parameters, Deadline.None(cancellationToken));

    /// <summary>Binds runs without a deadline to a model.</summary>
    public ImageRun Over(ServedModel model) => async (image, parameters, cancellationToken) =>
    {
        var outcome = await RunAsync(image, model, parameters, cancellationToken);
        return new ImageRunOutcome(outcome.Result, outcome.Problem?.Detail, outcome.Problem?.Kind.Status >= 500);
    };

    /// <summary>Runs a model for a tenant.</summary>
    /// <exception cref="OperationCanceledException">The client disconnected.</exception>
    public async ValueTask<InferenceOutcome> RunAsync(
        string tenant, ReadOnlyMemory<byte> image, ServedModel model, DetectionParameters parameters, Deadline deadline)
    {
        var timer = new StageTimer(time);
        var fault = codecs.ReadHeader(image.Span, out var header, out var detail);
        if (fault != ImageFault.None)
        {
            return InferenceProblems.Of(fault).Result(detail!);
        }

        if (parameters.Drawn && AnnotationRenderer.Refuse(header) is { } refusal)
        {
            return refusal;
        }

        using var admission = model.Queue.Admit(tenant, deadline);
        if (admission.Verdict != AdmissionVerdict.Admitted)
        {
            BatchingTelemetry.ImageRefused(model.Description.Name, admission.Verdict);
            if (admission is { Verdict: AdmissionVerdict.QueueFull, IsContended: true })
            {
                await Task.Delay(ContendedRefusalDelay, time, deadline.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }

            return QueueProblems.Refused(model, admission, deadline);
        }

        var request = new InferenceRequest(tenant, header, model, parameters, timer, deadline);
        InferenceOutcome outcome;
        try
        {
            using (await decodes.AcquireAsync(tenant, header, deadline.Token))
            {
                await model.Queue.AcquireDecodeBufferAsync(tenant, deadline.Token);
                fault = Decode(image, request, out detail);
            }

            if (fault != ImageFault.None)
            {
                return InferenceProblems.Of(fault).Result(detail!);
            }

            request.Timer.Begin("queue");
            worker.Enqueue(request);
            await using (deadline.Token.UnsafeRegister(static request => ((InferenceRequest)request!).AbandonIfWaiting(), request))
            {
                outcome = await request.Completion;
            }

            if (parameters.Drawn && outcome.Result is { } detected)
            {
                outcome = renderer.DrawOn(request.Pixels!, detected, deadline);
            }
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested || request.IsAbandoned)
        {
            BatchingTelemetry.ImageDropped(model.Description.Name, deadline.Client.IsCancellationRequested);
            deadline.Client.ThrowIfCancellationRequested();
            return QueueProblems.DeadlinePassed(model, deadline);
        }
        finally
        {
            if (request.HasDecodeBuffer)
            {
                request.Pixels?.Dispose();
                model.Queue.ReleaseDecodeBuffer(tenant);
            }
        }

        return parameters.Drawn && outcome.Result is { } result ? await renderer.DrawAsync(tenant, image, result, parameters.Conversion, deadline) : outcome;
    }

    private ImageFault Decode(ReadOnlyMemory<byte> image, InferenceRequest request, out string? detail)
    {
        request.HasDecodeBuffer = true;
        request.DecodeWait = request.Timer.Total;
        request.Timer.Begin("decode");
        var fault = codecs.Decode(
            image, request.Header, request.Plan.ScaledWidth, request.Plan.ScaledHeight, request.Parameters.Conversion, request.Deadline.Token, out var pixels, out detail);
        request.Pixels = pixels;
        request.Brightness = pixels is null ? 0 : Luma.Mean(pixels);
        request.DecodeMs = request.Timer.End("decode");
        return fault;
    }
}
