using System.Security.Cryptography;
using VisionSystem.Inference.Batching;
using VisionSystem.Inference.Caching;
using VisionSystem.Inference.Detection;
using VisionSystem.Inference.Idempotency;
using VisionSystem.Inference.Imaging;
using VisionSystem.Inference.Models;
using VisionSystem.Inference.Pipeline;
using VisionSystem.Inference.Recording;
using VisionSystem.ServiceDefaults.Contracts;
using VisionSystem.ServiceDefaults.Problems;

namespace VisionSystem.Inference.Apis;

/// <summary>Reads the request, runs the pipeline, records, answers.</summary>
internal sealed class DetectHandler(
    TaskModels models,
    CachingPipeline pipeline,
    ResultCache cache,
    AnswerOnce once,
    PredictionRecorder recorder,
    ImageCodecs codecs,
    ImagingOptions imaging,
    RecordingOptions recording,
    BatchingOptions batching,
    TimeProvider time)
{
    public async Task<IResult> AnswerAsync(HttpRequest request, ModelTask task)
    {
        var (photoRequest, unreadable) = await PhotoRequest.ReadAsync(request, imaging);
        if (photoRequest is null)
        {
            return unreadable!;
        }

        using (photoRequest)
        {
            var parameters = DetectParameters.Parse(request, photoRequest.Form, recording.Mode, out var errors, task);
            if (errors.Count > 0)
            {
                return Problems.InvalidParameters.Result($"{errors.Count} of the parameters cannot be used.", errors);
            }

            var timeout = TimeSpan.FromMilliseconds(parameters.TimeoutMs ?? batching.TimeoutMs);
            using var deadline = new Deadline(timeout, time, request.HttpContext.RequestAborted);
            return await once.AnswerAsync(
                request.HttpContext, photoRequest, timeout, () => AnswerAsync(request.HttpContext, photoRequest, task, parameters, deadline));
        }
    }

    private async Task<IResult> AnswerAsync(HttpContext context, PhotoRequest request, ModelTask task, DetectParameters parameters, Deadline deadline)
    {
        ModelLease lease;
        try
        {
            lease = await models.GetAsync(parameters.Model, task, deadline.Token);
        }
        catch (ModelException e)
        {
            return InferenceProblems.Of(e.Fault).Result(e.Message);
        }
        catch (OperationCanceledException) when (!deadline.Client.IsCancellationRequested)
        {
            return QueueProblems.ModelLate(parameters.Model);
        }

        using (lease)
        {
            return await AnswerAsync(context, request, task, parameters, lease, deadline);
        }
    }

    private async Task<IResult> AnswerAsync(
        HttpContext context, PhotoRequest request, ModelTask task, DetectParameters parameters, ModelLease lease, Deadline deadline)
    {
        var model = lease.Model;
        var filter = ClassFilter.Parse(parameters.Classes, model.Description.Labels, out var unknown);
        if (unknown.Count > 0)
        {
            return Problems.InvalidParameters.Result(
                $"Model '{model.Description.Name}' has no such class.", new Dictionary<string, string[]> { ["classes"] = [.. unknown] });
        }

        var thresholds = Thresholds(task, parameters, model.Description) with { Classes = filter };
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(request.Photo.Memory.Span));
        var key = cache.IsOn && !CacheHeaders.Bypass(context.Request)
            ? ResultKey.Of(TenantName.Default, sha256, model.Description, thresholds, parameters.Classes) : null;
        var (outcome, hit) = await pipeline.RunAsync(request.Photo.Memory, lease, thresholds, key, deadline);
        CacheHeaders.Say(context.Response, hit);
        return outcome.Answer is { } answer ? await RecordAsync(request, sha256, task, parameters, thresholds, answer) : outcome.Problem!;
    }

    private static DetectionParameters Thresholds(ModelTask task, DetectParameters asked, ModelDescription model) => task == ModelTask.Classify
        ? new DetectionParameters(asked.Confidence ?? model.Confidence ?? 0, 1, asked.Top, ClassFilter.All) { Task = task }
        : new DetectionParameters(
            asked.Confidence ?? model.Confidence ?? DetectParameters.UsualConfidence,
            asked.Iou ?? model.Iou ?? DetectParameters.UsualIou,
            asked.MaxDetections,
            ClassFilter.All)
        {
            Task = task,
            Masks = asked.Masks,
        };

    private async Task<IResult> RecordAsync(
        PhotoRequest request, string sha256, ModelTask task, DetectParameters parameters, DetectionParameters thresholds, PhotoAnswer answer)
    {
        var description = answer.Model.Description;
        InferenceTelemetry.Answered(description.Task, description.Name, answer.Detections.Count, TimeSpan.FromMilliseconds(answer.Timings.Total));
        var now = time.GetUtcNow();
        var prediction = new Prediction
        {
            Id = Guid.CreateVersion7(now),
            CreatedAt = now,
            Tenant = TenantName.Default,
            Model = new ModelReference(description.Name, description.Version, description.Task),
            Image = new ImageReference(
                answer.Header.UprightWidth,
                answer.Header.UprightHeight,
                sha256,
                answer.Header.Format.ToString().ToLowerInvariant()),
            ImageBytes = request.Photo.Length,
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
        var recorded = await recorder.RecordAsync(prediction, request.Photo.Memory, parameters.Recording);
        if (recorded == RecordingOutcome.Refused)
        {
            return InferenceProblems.SpoolFull.Result(
                "Predictions cannot be kept at the moment, so the photo was not answered; try again later or send recording=off.",
                retryAfter: TimeSpan.FromSeconds(5));
        }

        return parameters.AsImage
            ? AnnotatedPhoto.Of(codecs, request.Photo.Memory, answer, prediction.Id)
            : Json(task, prediction, recorded == RecordingOutcome.Recorded, PhotoWarnings.Of(answer.Header));
    }

    private static IResult Json(ModelTask task, Prediction prediction, bool recorded, IReadOnlyList<string>? warnings) => task == ModelTask.Classify
        ? Results.Json(
            new ClassifyResponse(
                prediction.Id, prediction.Model, prediction.Image, prediction.Classifications!, prediction.TimingsMs, prediction.Provider, recorded) { Warnings = warnings },
            InferenceJson.Default.ClassifyResponse)
        : Results.Json(
            new DetectResponse(
                prediction.Id, prediction.Model, prediction.Image, prediction.Detections, prediction.TimingsMs, prediction.Provider, recorded) { Warnings = warnings },
            InferenceJson.Default.DetectResponse);
}
