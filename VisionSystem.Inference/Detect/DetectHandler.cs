using System.Security.Cryptography;
using VisionSystem.Contracts;
using VisionSystem.Inference.Caching;
using VisionSystem.Inference.Diagnostics;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Recording;
using VisionSystem.Inference.Requests;
using VisionSystem.Inference.Scheduling;
using VisionSystem.ServiceDefaults.Limits;
using VisionSystem.ServiceDefaults.Problems;
using VisionSystem.Vision.Decoders;
using VisionSystem.Vision.Imaging;
using VisionSystem.Vision.Models;

namespace VisionSystem.Inference.Detect;

/// <summary>Reads the request, runs the pipeline, records, answers.</summary>
internal sealed class DetectHandler(
    ModelResolver models,
    CachingPipeline pipeline,
    ResultCache cache,
    IdempotencyFilter once,
    PredictionRecorder recorder,
    ImagingOptions imaging,
    RecordingOptions recording,
    BatchingOptions batching,
    CallerLimits limits,
    TimeProvider time)
{
    public async Task<IResult> AnswerAsync(HttpRequest request, ModelTask task)
    {
        var (upload, unreadable) = await ImageUpload.ReadAsync(request, imaging);
        if (upload is null)
        {
            return unreadable!;
        }

        using (upload)
        {
            var parameters = DetectParameters.Parse(request, upload.Form, recording.Mode, out var errors, task);
            if (errors.Count > 0)
            {
                return Problems.InvalidParameters.Result($"{errors.Count} of the parameters cannot be used.", errors);
            }

            if (upload.Refuse(parameters.Batch) is { } refused)
            {
                return refused;
            }

            if (upload.Images.Count > 1 && await limits.RefuseAsync(request, upload.Images.Count - 1) is { } tooMany)
            {
                return tooMany;
            }

            var timeout = TimeSpan.FromMilliseconds(parameters.TimeoutMs ?? batching.TimeoutMs);
            using var deadline = new Deadline(timeout, time, request.HttpContext.RequestAborted);
            return await once.AnswerAsync(
                request.HttpContext, upload, timeout, () => AnswerAsync(request.HttpContext, upload, task, parameters, deadline));
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext context, ImageUpload upload, ModelTask task, DetectParameters parameters, Deadline deadline)
    {
        if (recorder.Refuse(parameters.Recording) is { } unkept)
        {
            return unkept;
        }

        ModelLease lease;
        try
        {
            lease = await models.GetAsync(parameters.Model, task, deadline.Token);
        }
        catch (ModelException e)
        {
            return InferenceProblems.Of(e.Fault).Result(e.Message);
        }
        catch (OperationCanceledException) when (deadline.Token.IsCancellationRequested && !deadline.Client.IsCancellationRequested)
        {
            return QueueProblems.ModelLate(parameters.Model, deadline);
        }

        using (lease)
        {
            return await AnswerAsync(context, upload, task, parameters, lease, deadline);
        }
    }

    private async Task<IResult> AnswerAsync(
        HttpContext context, ImageUpload upload, ModelTask task, DetectParameters parameters, ModelLease lease, Deadline deadline)
    {
        var model = lease.Model;
        var filter = ClassFilter.Parse(parameters.Classes, model.Description.Labels, out var unknown);
        if (unknown.Count > 0)
        {
            return Problems.InvalidParameters.Result(
                $"Model '{model.Description.Name}' has no such class.", new Dictionary<string, string[]> { ["classes"] = [.. unknown] });
        }

        var thresholds = Thresholds(task, parameters, model.Description) with { Classes = filter };
        var usesCache = cache.IsOn && !CacheHeaders.Bypass(context.Request);
        if (parameters.Batch)
        {
            return await AnswerBatchAsync(upload, usesCache, task, parameters, thresholds, lease, deadline);
        }

        var (result, hit) = await AnswerAsync(upload.Images[0], usesCache, task, parameters, thresholds, lease, deadline);
        CacheHeaders.Write(context.Response, hit);
        return result;
    }

    private Task<BatchResponse> AnswerBatchAsync(
        ImageUpload upload, bool usesCache, ModelTask task, DetectParameters parameters, DetectionParameters thresholds, ModelLease lease, Deadline deadline) =>
        ImageBatch.AnswerAsync(
            upload.Images,
            lease.Model.Queue.Limits.Running,
            async image => (await AnswerAsync(image, usesCache, task, parameters, thresholds, lease, deadline)).Result,
            deadline.Client);

    private async Task<(IResult Result, bool? CacheHit)> AnswerAsync(
        UploadedImage request, bool usesCache, ModelTask task, DetectParameters parameters, DetectionParameters thresholds, ModelLease lease, Deadline deadline)
    {
        if (request.Unusable is { } unusable)
        {
            return (unusable, null);
        }

        var sha256 = Convert.ToHexStringLower(SHA256.HashData(request.Image.Memory.Span));
        var key = usesCache ? ResultKey.Of(parameters.Tenant, sha256, lease.Model.Description, thresholds, parameters.Classes) : null;
        var (outcome, hit) = await pipeline.RunAsync(request.Image.Memory, lease, thresholds, key, deadline);
        return (outcome.Answer is { } answer ? await RecordAsync(request, sha256, task, parameters, thresholds, answer) : Explain(outcome.Problem!), hit);
    }

    /// <summary>A body that is no image may be one in a form that is not taken.</summary>
    private static ProblemResult Explain(ProblemResult problem) =>
        problem.Kind == InferenceProblems.NotAnImage ? problem with { Detail = $"{problem.Detail} {ImageUpload.Accepted}" } : problem;

    private static DetectionParameters Thresholds(ModelTask task, DetectParameters asked, ModelDescription model) => task == ModelTask.Classify
        ? new DetectionParameters(asked.Confidence ?? model.Confidence ?? 0, 1, asked.Top, ClassFilter.All) { Task = task, Conversion = asked.Conversion }
        : new DetectionParameters(
            asked.Confidence ?? model.Confidence ?? DetectParameters.UsualConfidence,
            asked.Iou ?? model.Iou ?? DetectParameters.UsualIou,
            asked.MaxDetections,
            ClassFilter.All)
        {
            Task = task,
            Masks = asked.Masks,
            Conversion = asked.Conversion,
            Drawn = asked.AsImage,
        };

    private async Task<IResult> RecordAsync(
        UploadedImage request, string sha256, ModelTask task, DetectParameters parameters, DetectionParameters thresholds, InferenceResult answer)
    {
        var description = answer.Model.Description;
        InferenceTelemetry.Completed(description.Task, description.Name, answer.Detections.Count, TimeSpan.FromMilliseconds(answer.Timings.Total));
        var now = time.GetUtcNow();
        var prediction = new Prediction
        {
            Id = Guid.CreateVersion7(now),
            CreatedAt = now,
            Tenant = parameters.Tenant,
            Model = new ModelReference(description.Name, description.Version, description.Task),
            Image = new ImageReference(
                answer.Header.UprightWidth,
                answer.Header.UprightHeight,
                sha256,
                answer.Header.Format.ToString().ToLowerInvariant()),
            ImageBytes = request.Image.Length,
            ColorMode = answer.Header.ColorMode,
            Filename = request.Filename,
            Source = parameters.Source,
            Metadata = parameters.Metadata.Count > 0 ? parameters.Metadata : null,
            Brightness = answer.Brightness,
            Detections = answer.Detections,
            Classifications = answer.Classifications,
            TimingsMs = answer.Timings,
            Provider = answer.Model.Provider,
            Parameters = new PredictionParameters(thresholds.Confidence, thresholds.Iou, thresholds.MaxDetections),
        };
        var recorded = await recorder.RecordAsync(prediction, request.Image.Memory, parameters.Recording);
        if (recorded == RecordingOutcome.Refused)
        {
            return recorder.Refused();
        }

        return parameters.AsImage
            ? new AnnotatedImage(answer.Drawn!.Value, prediction.Id) { Warnings = ImageWarnings.Of(answer.Header) }
            : Json(task, prediction, recorded == RecordingOutcome.Recorded, ImageWarnings.Of(answer.Header));
    }

    private static IResult Json(ModelTask task, Prediction prediction, bool recorded, IReadOnlyList<string>? warnings) => task == ModelTask.Classify
        ? Results.Json(
            new ClassifyResponse(
                prediction.Id, prediction.Model, prediction.Image, prediction.Classifications!, prediction.TimingsMs, prediction.Provider, recorded)
            { Warnings = warnings },
            InferenceJson.Default.ClassifyResponse)
        : Results.Json(
            new DetectResponse(
                prediction.Id, prediction.Model, prediction.Image, prediction.Detections, prediction.TimingsMs, prediction.Provider, recorded)
            { Warnings = warnings },
            InferenceJson.Default.DetectResponse);
}
